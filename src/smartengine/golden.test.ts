import { describe, expect, test } from 'vitest'
import { CALLS } from './testing/goldenAnswer.ts'
import { compare, jobLines, jobsFor, moduleHashes, readHead, readLines } from './testing/goldenFiles.ts'
import { goldenJobs } from './testing/goldenJobs.ts'

/* The bytes that Fluvio's published engine gives, given here too. `npm run goldens` writes parity/golden. */

const REWRITE = 'run: npm run goldens'

const head = readHead()
const lines = readLines()

describe('golden answers are to the jobs and modules as they are now', () => {
  test(`every module is the one that was asked, else ${REWRITE}`, () => {
    expect(head?.modules).toEqual(moduleHashes())
  })

  test(`every job has its answer and every answer its job, else ${REWRITE}`, () => {
    const jobs = [...jobLines().values()].flat().map(({ id, hash }) => [id, hash])
    const answers = Array.from(lines.values(), (line) => JSON.parse(line)).map(({ id, job }) => [id, job])
    expect(answers.sort()).toEqual(jobs.sort())
  })
})

describe.each(CALLS)('AC-20 the same bytes as the engine, modules called as %s', (calls) => {
  describe.each([...goldenJobs()])('%s', (_, jobs) => {
    test.each(jobsFor(jobs, calls))('$id', async (job) => {
      const line = lines.get(job.id)
      if (line === undefined) throw new Error(`no golden answer; ${REWRITE}`)
      const { expected, ours, difference } = await compare(job, line, calls)
      // a difference that is decided has a name, and says exactly what may differ
      if (difference === null) expect(ours).toEqual(expected)
    })
  })
})
