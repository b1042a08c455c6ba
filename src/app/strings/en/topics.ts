import { formatCount, formatExactBytes, formatNumber } from '../../text/format.ts'
import { copy, records } from './words.ts'

/** Topics: produce, create, import. */
export const topics = {
  // Produce, topics
  produce: 'Produce',
  produceRecords: 'Produce records',
  produced: (count: number, topic: string) => `${records(count)} produced to ${topic}.`,
  newTopic: 'New topic…',
  createTopic: 'Create topic',
  topicCreated: (name: string) => `Topic "${name}" created.`,
  deleteTopic: 'Delete topic',
  topicDeleted: (name: string) => `Topic "${name}" deleted.`,
  reset: 'Demo data reset.',

  // Import, export, drop
  importRecords: 'Import records',
  exportRecords: 'Export records',
  filterRecords: 'Filter records',
  filterRecordsHelp: 'Filter records on both sides (Ctrl+F in a table)',
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
} as const
