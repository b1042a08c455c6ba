import { formatCount, formatExactBytes, formatNumber } from '../../text/format.ts'

/** The Details panel and Pairs. */
export const details = {
  // Details
  details: 'Details',
  panel: 'Details and source',
  panelTab: { details: 'Details', value: 'Value', source: 'Source', log: 'Module log' },
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
