import { formatNumber } from '../../text/format.ts'
import { records } from './words.ts'

/** Responses of an SPU, in the names of its protocol. */
export const wire = {
  caption: 'What came over the wire',
  none: 'Nothing has come over the wire yet.',
  noBatch: 'no batch',
  nothing: 'nothing',
  columns: [
    { name: 'Response', help: 'In the order they came' },
    { name: 'base_offset', help: 'Of the first stored batch that gave a record' },
    { name: 'last_offset_delta', help: 'Counts all stored batches from there on' },
    { name: 'offset_delta', help: 'Of its records; from the second stored batch on the sign is wrong' },
    { name: 'first_timestamp', help: '-1 after every SmartModule' },
    { name: 'next_filter_offset', help: 'Where the stream goes on when the client acknowledges this response' },
    { name: 'high_watermark', help: 'End of the partition' },
    { name: 'Error', help: 'Sent with the response' },
    { name: 'The Rust client numbers', help: 'By place: base_offset and on, without times' },
  ],
  ofPartition: (number: number, partition: number) => `${formatNumber(number)} · p${partition}`,
  moreBatches: (count: number) => ` and ${formatNumber(count)} more`,
  deltas: (shown: readonly number[], count: number) =>
    count === 0 ? 'no record' : `${shown.join(', ')}${count > shown.length ? ` … (${records(count)})` : ''}`,
  clientOffsets: (first: number, last: number) =>
    first === last ? formatNumber(first) : `${formatNumber(first)} to ${formatNumber(last)}`,
  more: (count: number) => `${formatNumber(count)} more responses are not shown.`,
} as const
