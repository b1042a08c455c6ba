import { formatBytes, formatNumber } from '../../text/format.ts'
import { copy, records } from './words.ts'

/** Records: tables, outcomes, empty states. */
export const recordTexts = {
  // Record tables
  key: 'key',
  value: 'value',
  nullKey: 'null',
  emptyKey: 'empty key',
  emptyValue: 'empty value',
  loadAll: (bytes: number) => `Load all (${formatBytes(bytes)})`,
  editValue: (offset: number) => `Edit the value of offset ${formatNumber(offset)}`,
  editNotOnCluster: 'On a cluster a stored record cannot be edited. Here it makes a new revision of the topic.',
  editNotText: 'This value is not text. It can be replaced, not edited.',
  editHint: 'Ctrl+Enter saves, Esc leaves it as it was.',

  // Outcome of a record, in the topic's row
  sentUnchanged: 'sent, unchanged',
  sentChanged: 'sent, changed',
  sentNewKey: 'sent, new key',
  becameRecords: (count: number) => `became ${records(count)}`,
  accumulatedTo: (value: string) => `accumulated → ${value}`,
  droppedByFilter: (step: string) => `dropped by ${step}: filter returned false`,
  droppedByFilterMap: (step: string) => `dropped by ${step}: filter_map returned nothing`,
  droppedBy: (step: string) => `dropped by ${step}`,
  errorIn: (step: string) => `error in ${step}: its key and value crossed inside the error`,
  notProcessed: (step: string, offset: number) =>
    `not processed: ${step} stopped at offset ${formatNumber(offset)} of this batch`,
  sentBypassed: (bypassed: string, failedStep: number, offset: number) =>
    `sent, bypassed ${bypassed}: step ${failedStep} failed at offset ${formatNumber(offset)}`,
  notSentTrap: (step: string) => `not sent: ${step} trapped, nothing from this fetch crossed`,
  notSentTimeout: (step: string) => `not sent: ${step} was stopped for running too long`,
  notSentKilled: (step: string) => `not sent: ${step} was stopped`,
  notSent: 'not sent',
  waiting: 'waiting',
  gapDropped: (offset: number, step: string) => `${formatNumber(offset)} dropped by ${step}`,
  gapNotProcessed: (offset: number, failed: number) =>
    `${formatNumber(offset)} not processed: stopped at ${formatNumber(failed)}`,
  errorWord: 'error',
  errorNoRecord: 'It carries no record.',
  errorCarries: (offset: number) => `It carries offset ${formatNumber(offset)}:`,

  // Empty states
  emptyTopic: copy('No records in this topic.', 'Produce one, drop a .jsonl or .log file, or load an example.'),
  noTopics: copy('No topics.', 'Create one, or reset the demo.'),
  emptyChain: copy(
    'No SmartModules. The consumer receives every record unchanged.',
    'Add one, or drop a .wasm file anywhere.',
  ),
  emptyReceived: (step: string | null, dropped: number) =>
    copy(
      'Nothing was sent.',
      step === null ? '' : `${step} dropped ${dropped === 1 ? 'the record' : `all ${records(dropped)}`}.`,
    ),
  emptyOnlyError: (step: string) => copy('Only an error was sent.', `${step} failed before the first record.`),
  emptyNotConsuming: (consumer: string) => copy(`${consumer} is not consuming.`),
  emptyWaiting: copy('Waiting for new records.', 'This topic has none yet.'),
  emptyDetails: copy('Select a record to compare both sides.', '↑ ↓ move, Enter opens.'),
  logLinesGone: (count: number) => `The first ${formatNumber(count)} lines are not kept.`,
  emptyLog: copy(
    'Nothing written.',
    'Text that a SmartModule prints appears here. On a cluster it goes to the SPU’s log, not to the consumer.',
  ),
} as const
