/** Bytes that do not follow the format they should follow. The only error that decoding throws. */
export class DecodeError extends Error {
  override readonly name = 'DecodeError'
  /** index of the offending byte in the array that was decoded */
  readonly at: number
  readonly found: string
  readonly expected: string
  /** what Fluvio's decoder says, where it was asked */
  readonly fluvioText: string | undefined

  /** Message: `byte 4: a record length of -1, expected 6 to 40`. */
  constructor(at: number, found: string, expected: string, fluvioText?: string) {
    super(`byte ${at}: ${found}, expected ${expected}`)
    this.at = at
    this.found = found
    this.expected = expected
    this.fluvioText = fluvioText
  }
}

/** A record list that holds more records than the caller allows. */
export class TooManyRecordsError extends DecodeError {
  readonly count: number
  readonly limit: number

  constructor(at: number, count: number, limit: number) {
    super(at, `${count} records`, `at most ${limit}`)
    this.count = count
    this.limit = limit
  }
}
