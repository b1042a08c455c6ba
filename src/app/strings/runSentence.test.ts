import { describe, expect, test } from 'vitest'
import { buildBatch } from '../../protocol/batch.ts'
import { FATE } from '../../smartengine/chainHost.ts'
import type { FrameError } from '../../spu/spu.ts'
import { firstWorkspace } from '../../workspace/workspace.ts'
import { Received } from '../consume/received.ts'
import { countChanged } from '../rows/countChanged.ts'
import { rowsOf } from '../session/rowsOf.ts'
import { initialState, NO_RUN } from '../session/state.ts'
import { encodeUtf8 } from '../text/utf8.ts'
import { observed } from '../topic/testing/observed.ts'
import { TopicRecords } from '../topic/topicRecords.ts'
import { Outcomes } from '../trace/outcomes.ts'
import { runSentence, saysChanged } from './runSentence.ts'

const batch = (values: readonly string[]) => {
  return buildBatch(values.map((value) => ({ key: null, value: encodeUtf8(value), timestamp: 0 })))
}
const transform = (id: string, name: string) => {
  return { id, name, fileName: `${name}.wasm`, sha256: '', origin: 'built in' as const, on: true, params: {} }
}

/** A run of one step over three records, one batch. */
function state(sent: readonly string[], fates: readonly number[], more: { error?: FrameError } = {}) {
  const workspace = firstWorkspace()
  const chain = [transform('a', 'log-level')]
  const outcomes = Outcomes.none().with({
    type: 'batch',
    partition: 0,
    baseOffset: 0,
    deltas: Int32Array.of(0, 1, 2),
    fates: Uint8Array.from(fates),
    endedIn: Uint8Array.from(fates, (fate) => (fate === FATE.sent ? 1 : 0)),
    outputs: Int32Array.from(fates, (fate) => (fate === FATE.sent ? 1 : 0)),
    steps: [],
    log: [],
    bypassedAfter: null,
  })
  return {
    ...initialState({ ...workspace, consumer: { ...workspace.consumer, chain } }),
    topic: TopicRecords.none(1).with([observed(0, batch(['a', 'b', 'c']))]),
    received: Received.nothing().with({
      partition: 0,
      batch: sent.length === 0 ? null : batch(sent),
      error: more.error ?? null,
    }),
    outcomes,
    run: { ...NO_RUN, state: 'settled' as const, stepIds: ['a'] },
  }
}

function failedAt(offset: number | null): FrameError {
  const place = { code: 'E_RECORD' as const, message: 'bad', details: {}, step: 0, smartModule: 'log-level' }
  const value = encodeUtf8('b')
  const record =
    offset === null
      ? null
      : { hint: 'bad', kind: 'filter' as const, offset, key: null, value, step: 0, smartModule: 'log-level' }
  return { fluvioCode: 6004, text: 'bad', ...place, record }
}

describe('a run that settled', () => {
  test('counts what was sent and what changed', async () => {
    const settled = state(['a', 'x', 'c'], [FATE.sent, FATE.sent, FATE.sent])
    const { slots } = rowsOf(settled)
    const changed = await countChanged(settled.topic, settled.received, slots, () => true)
    expect(saysChanged(settled)).toBe(true)
    expect(runSentence(settled, changed ?? -1)).toBe(
      '3 records in, 3 sent to email-app, 1 changed, 0 dropped, 0 errors.',
    )
    // of a large topic it is said before that is counted
    expect(runSentence(settled, null)).toBe('3 records in, 3 sent to email-app, 0 dropped, 0 errors.')
  })

  test('names the step that dropped records', () => {
    expect(runSentence(state(['a'], [FATE.sent, FATE.dropped, FATE.dropped]), 0)).toBe(
      '3 in, 1 sent, 2 dropped by log-level.',
    )
  })
})

describe('a run that ended', () => {
  test('says what had been sent before an error, and what was not processed', () => {
    const partial = state(['a'], [FATE.sent, FATE.error, FATE.unprocessed], { error: failedAt(1) })
    expect(runSentence(partial, 0)).toBe('1 sent, then an error at offset 1. 1 not processed.')
    expect(runSentence(state([], [], { error: failedAt(null) }), 0)).toBe(
      '0 sent, then an error. The stream has ended.',
    )
  })

  test('says that it was stopped', () => {
    const stopped = state(['a'], [FATE.sent])
    expect(runSentence({ ...stopped, run: { ...stopped.run, state: 'killed' } }, 0)).toBe(
      'Stopped. 1 sent before that.',
    )
  })
})
