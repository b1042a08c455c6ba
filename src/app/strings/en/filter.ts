import { formatNumber } from '../../text/format.ts'
import { records } from './words.ts'

/** Filter records: the field over both tables. */
export const filterTexts = {
  field: 'Filter records',
  placeholder: 'Filter records: text in a key or a value',
  help: 'Shows the records that hold this text on either side. a to z and A to Z are the same.',
  searching: (searched: number, total: number) => `searched ${formatNumber(searched)} of ${records(total)}`,
  found: (count: number, total: number) => `${formatNumber(count)} of ${records(total)}`,
  foundSay: (count: number, total: number, text: string) =>
    `${formatNumber(count)} of ${records(total)} hold “${text}”. The others are hidden.`,
  nothing: (text: string) => `No record holds “${text}”, in a key or a value of either side.`,
  clear: 'Clear filter',
  close: 'Close filter',
  cleared: 'Filter cleared. All records are shown.',
} as const
