import { formatBytes, formatCount, formatExactBytes, formatNumber, formatSeconds } from '../../text/format.ts'
import { copy, records } from './words.ts'

/** Texts of the parts that load after the first screen: dialogs, the panel below, notices, editors. */
export const later = {
  // Chain
  add: 'Add',
  addNamed: (name: string) => `Add ${name}`,
  tryOn: (name: string, topic: string) => `Try on ${topic}: ${name}`,
  tryOnTopic: (topic: string) => `Try on ${topic}`,
  sourceOf: (name: string) => `SmartModule source, ${name}`,
  emptySource: copy('No step is selected.', 'The source of a built-in SmartModule is shown here.'),
  noSource: (fileName: string) => copy(`No source for ${fileName}.`, 'It is your file; only its exports are known.'),
  loadingEditor: 'Loading the editor…',
  editorHint: 'Ctrl+M frees Tab',
  chooseAnotherFile: 'Choose another file',
  library: 'SmartModules that come with the playground',
  brokenOnPurpose: 'Broken on purpose',
  brokenOnPurposeHelp: 'Each one fails in its own way. See what an SPU does then.',
  canFail: (when: string) => `Can fail on a record: ${when}`,
  paramName: (name: string, required: boolean) => `Param ${name}${required ? ', required' : ''}`,
  required: 'required',
  paramRequired: (name: string) => `${name} is required.`,
  paramDefault: (value: string) => `default ${value}`,
  removeParam: (name: string) => `Remove param ${name}`,
  notSet: 'not set',
  paramNameField: 'Name',

  // Details
  panel: 'Details and source',
  panelTab: { details: 'Details', value: 'Value', source: 'Source', log: 'Module log', consumer: 'Consumer' },
  showPanel: 'show',
  hidePanel: 'hide',
  detailsOf: (offset: number) => `Offset ${formatNumber(offset)}`,
  detailsObserver: 'both sides, the consumer cannot see this',
  compareBy: 'Compare by',
  meaning: 'Meaning',
  raw: 'Raw',
  inTheTopic: 'in the topic',
  inTheTopicTitle: 'In the topic',
  sentToTitle: (consumer: string) => `Sent to ${consumer}`,
  pairs: 'Pairs',
  noRecordHere: 'The topic stores no record for this one.',
  noSmartModules: 'no SmartModules',
  records: 'Records',
  previous: 'prev record',
  next: 'next',
  placeOf: (place: number, total: number) => `${formatNumber(place)} of ${formatNumber(total)}`,
  sentTo: (consumer: string) => `sent to ${consumer}`,
  fieldUnchanged: 'unchanged',
  fieldAdded: 'added',
  fieldRemoved: 'removed',
  fieldChanged: 'changed',
  fieldRenamed: (from: string) => `renamed from ${from}`,
  wholeValue: 'value',
  compareSummary,
  compareBytes: (before: number, after: number, ranges: number, more: boolean) =>
    `${formatExactBytes(before)} in the topic, ${formatExactBytes(after)} sent. They differ in ${more ? 'more than ' : ''}${formatCount(ranges, 'place')}.`,
  fieldName: 'Field',
  absent: 'not there',
  compareSameBytes: 'The same bytes on both sides.',
  compareSameMeaning: 'Unchanged by meaning: only spaces or the order of keys differ.',
  compareCut: 'Too large to compare in full; the part between the first and the last difference is marked.',
  compareNotSent: 'Nothing was sent for this record.',
  compareDuplicates: 'A key appears more than once.',

  // App bar and status bar
  runAgain: 'Run again',
  undo: 'Undo',
  done: 'Done',
  enlarge: 'Enlarge',
  dismiss: 'Dismiss',
  cancel: 'Cancel',
  close: 'Close',

  // Error cards
  whatHappened: 'What happened',
  where: 'Where',
  whatCrossed: 'What crossed',
  howToFix: 'How to fix',
  rawError: 'Raw error',
  goToOffset: (offset: number) => `Go to offset ${formatNumber(offset)}`,
  completeExample: 'Show a complete example',
  copyAttribute: 'Copy the attribute line',

  // Record tables
  loadAll: (bytes: number) => `Load all (${formatBytes(bytes)})`,
  editNotOnCluster: 'On a cluster a stored record cannot be edited. Here it makes a new revision of the topic.',
  editNotText: 'This value is not text. It can be replaced, not edited.',
  editHint: 'Ctrl+Enter saves, Esc leaves it as it was.',

  // Empty states
  emptyDetails: copy('Select a record to compare both sides.', '↑ ↓ move, Enter opens.'),
  logLinesGone: (count: number) => `The first ${formatNumber(count)} lines are not kept.`,
  emptyLog: copy(
    'Nothing written.',
    'Text that a SmartModule prints appears here. On a cluster it goes to the SPU’s log, not to the consumer.',
  ),

  // Running too long
  runningLong: 'A SmartModule is taking long',
  workingLongAlert: (name: string, stage: string) => `${name} has been in ${stage} for long. Kill or Keep going.`,
  workingLong: (name: string, stage: string, elapsedMs: number, remainingMs: number, offset: number | null) =>
    copy(
      `${name} has been in ${stage} for ${formatSeconds(elapsedMs)}${offset === null ? '' : `, batch at offset ${formatNumber(offset)}`}.`,
      `It will be stopped in ${formatSeconds(remainingMs)}.`,
    ),
  kill: 'Kill',
  keepGoing: 'Keep going',
  switchStepOff: 'Switch this step off',
  restartEngine: 'Restart engine',

  // Produce, topics
  produceTo: (topic: string) => `Produce to ${topic}`,
  produceAs: 'Produce as',
  lineByLine: 'Line by line',
  oneRecord: 'One record (raw)',
  keyField: 'Key',
  valueField: 'Value',
  noKey: 'No key (null)',
  keySeparator: 'Key separator',
  keySeparatorHelp: 'Text before the first separator of a line becomes its key.',
  keySeparatorMissing: (line: number, separator: string) => `Line ${line} has no ${separator}: it has no key.`,
  produceCount: (count: number) => `Produce ${records(count)}`,
  topicName: 'Name',
  topicNameHelp: 'Lower-case letters, digits and -, at most 63.',
  topicTaken: (name: string) => `Topic "${name}" exists. Choose another name.`,
  numberOfPartitions: 'Number of partitions',
  partitionsHelp: '1 to 8. Records with the same key go to the same partition.',
  startWith: 'Start with',
  startEmpty: 'No records',
  dataSet: (name: string, count: number) => `${name} (${records(count)})`,
  deleteTopicAsk: (name: string) => `Delete topic "${name}"?`,
  deleteTopicRest: (count: number) => `Its ${records(count)} are deleted from this browser. This cannot be undone.`,
  nameNotPossible: (name: string) => copy(`${name} is not a name.`, 'Use lower-case letters, digits and -.'),

  // Import, export, drop
  importFile: 'Import a file',
  importAsOne: 'Import as one record',
  importTooLarge: (bytes: number, limit: number) =>
    `The file holds ${formatExactBytes(bytes)}; the limit is ${formatExactBytes(limit)}. Nothing was imported.`,

  // How a consumer is answered
  answerAsSpu: 'As an SPU',
  answersExpected: (consumer: string) =>
    `${consumer} is answered as people expect: each record with its own offset and time, nothing twice, nothing skipped.`,
  answersSpu: (consumer: string) =>
    `${consumer} is answered exactly as a cluster would answer. Offsets are what the Rust client makes of that.`,
  limitsLink: 'Limits and known differences',
} as const

/** What a comparison by meaning found: "kept 4 fields, removed 13". */
function compareSummary(counts: {
  kept: number
  changed: number
  renamed: number
  added: number
  removed: number
}): string {
  const verbs = ['kept', 'changed', 'renamed', 'added', 'removed'] as const
  const parts = verbs
    .filter((verb) => counts[verb] > 0)
    .map((verb, place) => {
      return `${verb} ${place === 0 ? formatCount(counts[verb], 'field') : formatNumber(counts[verb])}`
    })
  return parts.join(', ')
}
