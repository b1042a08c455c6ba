import { formatCount, formatExactBytes, formatNumber } from '../../text/format.ts'
import { copy, records } from './words.ts'

/** Topics: produce, create, import. */
export const topics = {
  // Produce, topics
  produce: 'Produce',
  produceRecords: 'Produce records',
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
  produced: (count: number, topic: string) => `${records(count)} produced to ${topic}.`,
  newTopic: 'New topic…',
  createTopic: 'Create topic',
  topicName: 'Name',
  topicNameHelp: 'Lower-case letters, digits and -, at most 63.',
  topicTaken: (name: string) => `Topic "${name}" exists. Choose another name.`,
  numberOfPartitions: 'Number of partitions',
  partitionsHelp: '1 to 8. Records with the same key go to the same partition.',
  startWith: 'Start with',
  startEmpty: 'No records',
  dataSet: (name: string, count: number) => `${name} (${records(count)})`,
  topicCreated: (name: string) => `Topic "${name}" created.`,
  deleteTopic: 'Delete topic',
  deleteTopicAsk: (name: string) => `Delete topic "${name}"?`,
  deleteTopicRest: (count: number) => `Its ${records(count)} are deleted from this browser. This cannot be undone.`,
  topicDeleted: (name: string) => `Topic "${name}" deleted.`,
  nameNotPossible: (name: string) => copy(`${name} is not a name.`, 'Use lower-case letters, digits and -.'),
  reset: 'Demo data reset.',

  // Import, export, drop
  importRecords: 'Import records',
  importFile: 'Import a file',
  importShort: 'Import',
  importHelp: '.jsonl .json .csv .txt .log: a record for each line, item or row. Any other file is one record.',
  imported: (count: number, fileName: string, topic: string) =>
    `${records(count)} from ${fileName} appended to topic ${topic}.`,
  dropAdd: copy('Add to the chain', '.wasm SmartModule'),
  dropImport: (topic: string) =>
    copy('Import records', `.jsonl .json .csv .txt .log, any file, appended to topic ${topic}`),
  dropPrivate: 'The file is read in this browser. It is not uploaded.',
  dropEscape: 'Esc cancels',
  dropBefore: 'Drop a',
  dropAfter: 'anywhere, or',
  importAsOne: 'Import as one record',
  recordsFile: {
    notUtf8: 'it is not UTF-8.',
    notJson: 'it is not JSON.',
    notRecord: 'a record is an object with "key" and "value".',
    key: '"key" is null, text, {"hex"} or {"base64"}.',
    value: '"value" is text, {"hex"}, {"base64"}, {"repeat", "times"}, or a list of these.',
    number: (name: string) => `"${name}" is a whole number of 0 or more.`,
    halfSurrogate: 'half a surrogate pair is not text: write the bytes as {"hex"}.',
    hex: '"hex" is two hex digits a byte.',
    base64: '"base64" is base64 with padding.',
    errors: (count: number) =>
      `${formatCount(count, 'line was', 'lines were')} left out: ${count === 1 ? 'it holds an error' : 'they hold errors'} that a consumer received.`,
    empty: 'The file holds no records.',
  },
  importNotRecord: (line: number, why: string) => `Line ${formatNumber(line)}: ${why} Nothing was imported.`,
  importValuesTooLarge: (limit: number) => `the values of the file would be larger than ${formatExactBytes(limit)}.`,
  importTooLarge: (bytes: number, limit: number) =>
    `The file holds ${formatExactBytes(bytes)}; the limit is ${formatExactBytes(limit)}. Nothing was imported.`,
} as const
