import { formatBytes, formatCount, formatExactBytes, formatNumber } from '../../text/format.ts'
import { errors, records } from './words.ts'

/** Export records of either side. */
export const exportTexts = {
  side: 'Which side',
  topic: (topic: string, count: number) => `Topic ${topic}: ${records(count)} as they are stored`,
  consumer: (consumer: string, count: number, errorCount: number) =>
    `Consumer ${consumer}: ${records(count)}${errorCount === 0 ? '' : ` and ${errors(errorCount)}`} as they came`,
  format: 'Format',
  formats: {
    records: 'Records file (.records.jsonl)',
    jsonl: 'JSON lines of values (.jsonl)',
    text: 'Text lines of values (.txt)',
  },
  formatHelp: {
    records: 'Exact bytes, with keys, timestamps and batches. Importing it gives the same records again.',
    jsonl: 'A JSON value a line, without keys. A value that is not JSON becomes a JSON text.',
    text: 'Each value as it is, with a line end behind it, without keys.',
  },
  errorsOnlyInRecords: (count: number) =>
    `The consumer also received ${errors(count)}: only the records file holds ${count === 1 ? 'it' : 'them'}.`,
  errorsInRecords: (count: number) =>
    `${errors(count)} of the consumer ${count === 1 ? 'is' : 'are'} in it too, in the order of arrival.`,
  which: 'Which records',
  all: (count: number) => `All ${records(count)}`,
  filtered: (count: number, text: string) => `Only those the filter “${text}” shows (${formatNumber(count)} offsets)`,
  stillComing: 'Records are still coming: what has arrived by now is exported.',
  fileName: 'File',
  start: 'Export',
  writing: (done: number, total: number, bytes: number) =>
    `${formatNumber(done)} of ${records(total)}, ${formatBytes(bytes)}`,
  progress: 'Progress of the export',
  saved: (file: string, count: number, bytes: number) =>
    `${file} saved: ${records(count)}, ${formatExactBytes(bytes)}.`,
  savedErrors: (count: number) => `${errors(count)} of the consumer ${count === 1 ? 'is' : 'are'} in it too.`,
  notJson: (count: number) => `${formatCount(count, 'value is', 'values are')} not JSON and became JSON texts.`,
  severalLines: (count: number) =>
    `${formatCount(count, 'value holds', 'values hold')} line breaks and ${count === 1 ? 'takes' : 'take'} several lines.`,
  stopped: 'Stopped. Nothing was saved.',
  failed: (why: string) => `The records could not be read, nothing was saved: ${why}`,
} as const
