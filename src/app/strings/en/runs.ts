import { formatNumber } from '../../text/format.ts'
import { copy, errors, records } from './words.ts'

/** What came of a run, and notices. */
export const runs = {
  recordsDone: (done: number, total: number) => `${formatNumber(done)} of ${records(total)} done`,
  // Run results
  runFinished: (counts: RunCounts, consumer: string) =>
    `${records(counts.into)} in, ${formatNumber(counts.sent)} sent to ${consumer}, ${counts.changed === null ? '' : `${formatNumber(counts.changed)} changed, `}${formatNumber(counts.dropped)} dropped, ${errors(counts.errors)}.`,
  runDropped: (into: number, sent: number, dropped: number, step: string) =>
    `${formatNumber(into)} in, ${formatNumber(sent)} sent, ${formatNumber(dropped)} dropped by ${step}.`,
  runPartial: (sent: number, offset: number, rest: number) =>
    `${formatNumber(sent)} sent, then an error at offset ${formatNumber(offset)}. ${formatNumber(rest)} not processed.`,
  runFailed: (sent: number) => `${formatNumber(sent)} sent, then an error. The stream has ended.`,
  runStopped: (sent: number) => `Stopped. ${formatNumber(sent)} sent before that.`,

  // Running too long
  held: copy('This chain was stopped.', 'It runs again when you press Run.'),
  engineDied: copy('The SPU stopped answering.', 'Stored records are safe; streams have ended.'),

  // Storage
  storageBlocked: 'This browser blocks storage here. Work is kept until you close the tab.',
  workspaceDamaged: 'What was open before could not be read. The demo is open; stored records are not affected.',
} as const

/** Counts of a run that went through. */
export interface RunCounts {
  readonly into: number
  readonly sent: number
  /** null: not counted yet */
  readonly changed: number | null
  readonly dropped: number
  readonly errors: number
}
