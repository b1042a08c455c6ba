import { type Bytes, utf8 } from '../src/protocol/bytes.ts'

/** Bytes of each value. */
export const VALUE_BYTES = 200

const LEVELS = ['info', 'warn', 'debug', 'error']

/**
 * A JSON object of exactly 200 bytes, the same for the same number: a log entry with a social security number, so that
 * regex-scrubbing has something to mask and log-level drops a quarter.
 */
export function value(index: number): Bytes {
  const ssn = `${digits(index, 3)}-${digits(index * 7, 2)}-${digits(index * 13, 4)}`
  const entry = `{"id":${digits(index, 6)},"level":"${LEVELS[index % 4]}","user":"user-${digits(index * 3, 5)}","ssn":"${ssn}","message":"`
  return utf8(`${entry.padEnd(VALUE_BYTES - 2, 'lorem ipsum dolor sit amet ')}"}`)
}

/** The last `count` digits of a number; the first is never 0, so that it can stand in JSON. */
function digits(number: number, count: number): string {
  const least = 10 ** (count - 1)
  return String(least + (number % (9 * least)))
}
