import { formatBytes, formatNumber } from '../../text/format.ts'

/** Generated records in *Create topic*. */
export const generateTexts = {
  generated: 'Generated accounts, any number',
  madeHere: (name: string, count: number) => `${name} (${formatNumber(count)} records, made in the browser)`,
  generatedHelp: 'Accounts that nobody ever had, made in this browser: the same ones every time.',
  count: 'Number of records',
  countRange: (most: number) => `A whole number from 1 to ${formatNumber(most)}.`,
  takes: (bytes: number, room: number | null) =>
    `Takes about ${formatBytes(bytes)}${room === null ? '' : ` of the ${formatBytes(room)} this browser has left`}.`,
  takesMemory: (bytes: number) => `Takes about ${formatBytes(bytes)} of memory, until you close the tab.`,
  noRoom: (bytes: number, room: number) =>
    `Takes about ${formatBytes(bytes)}, and this browser has ${formatBytes(room)} left. Choose fewer records, or delete a topic first.`,
  keys: 'Keys',
  keyNone: 'No key (null)',
  keyAccount: 'The account_id of each record',
  keyNoneHelp: 'Records go to the partitions in turn.',
  keyAccountHelp: 'Each account goes to the partition of its key.',
} as const
