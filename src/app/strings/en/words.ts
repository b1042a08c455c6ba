import { formatCount } from '../../text/format.ts'

/** Two parts of a notice or an empty state: the first is drawn strong. */
export interface Copy {
  readonly title: string
  readonly rest: string
}

/** A notice of two parts. */
export function copy(title: string, rest = ''): Copy {
  return { title, rest }
}

/** "1 record", "12 records". */
export function records(count: number): string {
  return formatCount(count, 'record')
}

/** "1 match", "12 matches". */
export function matches(count: number): string {
  return formatCount(count, 'match', 'matches')
}

/** "1 error", "0 errors". */
export function errors(count: number): string {
  return formatCount(count, 'error')
}

/** "5 seconds", "1 second", for a title. */
export function secondsInWords(ms: number): string {
  return formatCount(Math.max(1, Math.round(ms / 1000)), 'second')
}
