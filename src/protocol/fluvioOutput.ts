import { readI32, readI64 } from './bigEndian.ts'
import { type Bytes, ownBytes } from './bytes.ts'
import { DecodeError, TooManyRecordsError } from './decodeError.ts'
import type { FluvioRecord } from './record.ts'
import { encodeRecordList } from './recordList.ts'
import {
  decodeOutput,
  NOT_UTF8,
  type OutputFormat,
  type SmartModuleOutput,
  type TransformError,
} from './smartModuleOutput.ts'
import { KIND_OF_BYTE } from './smartModuleStatus.ts'
import { readVarint, varintEnd } from './varint.ts'

/**
 * Decodes a transform's output with the liberties of an SPU: a negative count is none, data that ends early is what
 * there is. And, if asked for, with its strictness about errors: kinds it knows, texts whose length is signed.
 * @throws DecodeError with `fluvioText`; TooManyRecordsError when it has more than `maxRecords`
 */
export function decodeAsFluvio(bytes: Uint8Array, format: OutputFormat, strict: boolean): SmartModuleOutput {
  let failure: DecodeError | null = null
  try {
    const output = decodeOutput(bytes, format)
    if (output.error === null || !strict) return output
  } catch (error) {
    if (!(error instanceof DecodeError) || error instanceof TooManyRecordsError || format.raw2021) throw error
    failure = error
  }
  try {
    return new FluvioReader(bytes).output(format.aggregate)
  } catch (error) {
    if (failure === null || !(error instanceof DecodeError)) throw error
    throw new DecodeError(failure.at, failure.found, failure.expected, error.fluvioText)
  }
}

/** Fluvio's decoder, field by field: for outputs that are errors or not right. */
class FluvioReader {
  readonly #bytes: Uint8Array
  #at = 0

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes
  }

  output(aggregate: boolean): SmartModuleOutput {
    const records: FluvioRecord[] = []
    for (let left = this.#i32(); left > 0; left--) records.push(this.#record())
    const listEnd = this.#at
    const error = this.#tag() ? this.#error() : null
    let accumulator: Bytes | null = null
    if (aggregate) {
      const length = Math.max(0, this.#i32())
      accumulator = this.#take(length, 'not enough buf for u8')
    }
    const deltas = Int32Array.from(records, ({ offsetDelta }) => offsetDelta)
    const offsets = records.every(({ offsetDelta }, i) => offsetDelta === deltas[i]) ? deltas : null
    const rewritten = encodeRecordList(records)
    return { listEnd, count: records.length, offsets, rewritten, error, accumulator, end: this.#at }
  }

  #record(): FluvioRecord {
    if (this.#varint() > this.#bytes.length - this.#at) throw this.#failed('not enough for record')
    const attributes = (this.#take(1, 'not enough buf for i8')[0]! << 24) >> 24
    const timestampDelta = this.#varint()
    const offsetDelta = this.#varint()
    const key = this.#tag() ? this.#data() : null
    return { attributes, timestampDelta, offsetDelta, key, value: this.#data(), headers: this.#varint() }
  }

  #error(): TransformError {
    const hint = this.#text()
    const offset = this.#checked('i64', 8, readI64)
    const kindByte = this.#take(1, 'not enough buf for u8')[0]!
    if (KIND_OF_BYTE[kindByte] === undefined) throw this.#failed(`Unknown SmartModuleKind type ${kindByte}`)
    return { hint, offset, kindByte, key: this.#tag() ? this.#data() : null, value: this.#data() }
  }

  #text(): string {
    const [high, low] = this.#take(2, "can't read string length")
    const length = Math.max(0, ((high! << 24) >> 16) | low!)
    const there = this.#bytes.subarray(this.#at, this.#at + length)
    try {
      const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(there)
      this.#take(length, 'not enough string')
      return text
    } catch (error) {
      throw error instanceof DecodeError ? error : this.#failed(NOT_UTF8)
    }
  }

  #tag(): boolean {
    const tag = this.#take(1, 'not enough buf for bool')[0]!
    if (tag > 1) throw this.#failed('not valid bool value')
    return tag === 1
  }

  /** Data that ends early is what there is. A negative length ends the SPU itself. */
  #data(): Bytes {
    const length = this.#varint()
    if (length < 0) throw this.#failed('capacity overflow')
    return this.#take(Math.min(length, this.#bytes.length - this.#at), '')
  }

  #varint(): number {
    try {
      const value = readVarint(this.#bytes, this.#at)
      this.#at = varintEnd
      return value
    } catch {
      throw this.#failed('varint decoding no more bytes left')
    }
  }

  #i32(): number {
    return this.#checked('i32', 4, readI32)
  }

  #checked(type: string, size: number, read: (bytes: Uint8Array, at: number, what: string) => number): number {
    const at = this.#at
    this.#take(size, `can't read ${type}`)
    return read(this.#bytes, at, type)
  }

  #take(size: number, text: string): Bytes {
    const at = this.#at
    if (this.#bytes.length - at < size) throw this.#failed(text)
    this.#at = at + size
    return ownBytes(this.#bytes.subarray(at, this.#at))
  }

  #failed(text: string): DecodeError {
    return new DecodeError(this.#at, text, 'an output that Fluvio reads', text)
  }
}
