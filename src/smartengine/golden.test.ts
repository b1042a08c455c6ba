import { describe, expect, test } from 'vitest'
import { answerOf, comparable } from './testing/goldenAnswer.ts'
import { differenceOf } from './testing/goldenDifferences.ts'
import { jobLines, moduleHashes, readHead, readLines } from './testing/goldenFiles.ts'
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

describe.each([...goldenJobs()])('AC-20 %s: the same bytes as the engine', (_, jobs) => {
  test.each(jobs)('$id', async (job) => {
    const line = lines.get(job.id)
    if (line === undefined) throw new Error(`no golden answer; ${REWRITE}`)
    const { id: _, job: __, ...golden } = JSON.parse(line)
    const [expected, ours] = [comparable(golden), comparable(await answerOf(job))]
    // only what a named difference does not explain is a fault
    if (differenceOf(job, expected, ours) === null) expect(ours).toEqual(expected)
  })
})
