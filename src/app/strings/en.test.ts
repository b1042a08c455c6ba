import { describe, expect, test } from 'vitest'
import { importNotes } from './en/importNotes.ts'
import { later } from './en/later.ts'
import type { Copy } from './en/words.ts'
import { t } from './en.ts'

const whole = ({ title, rest }: Copy) => `**${title}**${rest === '' ? '' : ` ${rest}`}`
const reached = (inValues: number, inKeys: number, inErrors: number) => {
  return t.leakReached({ total: inValues + inKeys + inErrors, inValues, inKeys, inErrors })
}

// Expected texts are the copy deck of the design, ux 22.2 and 22.3, and its sections 4.2, 5.1, 5.2 and 5.5.
describe('the copy deck, word for word', () => {
  test.each([
    [whole(t.emptyTopic), '**No records in this topic.** Produce one, drop a .jsonl or .log file, or load an example.'],
    [
      whole(t.emptyChain),
      '**No SmartModules. The consumer receives every record unchanged.** Add one, or drop a .wasm file anywhere.',
    ],
    [whole(t.emptyReceived('log-level', 11)), '**Nothing was sent.** log-level dropped all 11 records.'],
    [
      whole(t.emptyOnlyError('regex-filter')),
      '**Only an error was sent.** regex-filter failed before the first record.',
    ],
    [whole(t.emptyNotConsuming('email-app')), '**email-app is not consuming.**'],
    [whole(later.emptyDetails), '**Select a record to compare both sides.** ↑ ↓ move, Enter opens.'],
    [whole(t.leakEmpty), '**Search both sides.** Type text or a /regular expression/.'],
    [whole(t.leakTooSlow), '**This pattern takes too long.** The last result stays. Make it more specific.'],
    [t.curtainClosed('email-app'), 'Curtain closed. This is everything email-app received.'],
    [
      t.switchedOff('regex-scrubbing', 'email-app'),
      'regex-scrubbing is off. email-app now receives the original records.',
    ],
    [whole(later.nameNotPossible('My_Topic')), '**My_Topic is not a name.** Use lower-case letters, digits and -.'],
    [importNotes.notJson(7, 6), 'Line 7 is not JSON. It was imported as text. 6 lines are JSON.'],
    [
      whole(later.workingLong('regex-slow', 'map', 1000, 1000, null)),
      '**regex-slow has been in map for 1 s.** It will be stopped in 1 s.',
    ],
    [whole(t.engineDied), '**The SPU stopped answering.** Stored records are safe; streams have ended.'],
    [t.storageBlocked, 'This browser blocks storage here. Work is kept until you close the tab.'],
    [t.reset, 'Demo data reset.'],
    [
      t.runFinished({ into: 12, sent: 12, changed: 12, dropped: 0, errors: 0 }, 'email-app'),
      '12 records in, 12 sent to email-app, 12 changed, 0 dropped, 0 errors.',
    ],
    [t.runDropped(11, 2, 9, 'log-level'), '11 in, 2 sent, 9 dropped by log-level.'],
    [t.runPartial(4, 4, 5), '4 sent, then an error at offset 4. 5 not processed.'],
    [t.networkCrossed(12, 3009, 0, 'email-app'), '12 records, 3,009 bytes and 0 errors crossed to email-app.'],
    [
      t.proof('email-app'),
      'email-app asked for this chain, so the SPU ran it and sent only the result. The topic still stores the original records. Another consumer that asks for no SmartModule receives them unchanged: add one and see. To keep a consumer from choosing, transform when records are produced, or control who may read the topic.',
    ],
  ])('%s', (actual, expected) => {
    expect(actual).toBe(expected)
  })
})

describe('where matches are', () => {
  test.each([
    [reached(1, 1, 1), '3 matches reached the consumer: 1 in a value, 1 in a key, 1 inside an error.'],
    [reached(2, 1, 0), '3 matches reached the consumer: 2 in values, 1 in a key.'],
    [reached(3, 0, 0), '3 matches reached the consumer.'],
    [reached(0, 1, 0), '1 match reached the consumer, in a key.'],
    [reached(0, 0, 1), '1 match reached the consumer inside an error.'],
  ])('%s', (actual, expected) => {
    expect(actual).toBe(expected)
  })
})

test('plurals are right', () => {
  expect(t.emptyReceived('log-level', 1).rest).toBe('log-level dropped the record.')
  expect(t.produced(1, 'accounts')).toBe('1 record produced to accounts.')
  expect(t.networkCrossed(1, 1, 1, 'x')).toBe('1 record, 1 byte and 1 error crossed to x.')
})
