import type { Bytes } from '../../protocol/bytes.ts'
import { t } from '../strings/en.ts'
import { toHex } from '../text/hex.ts'
import { decodeStrict, encodeUtf8 } from '../text/utf8.ts'
import { ImportError, type ImportedRecord, MAX_FILE_BYTES, type RecordsFile } from './importedRecord.ts'
import { splitLines } from './lines.ts'

/**
 * Reads a records file (.records.jsonl): one object a line, `key` null, text, {"hex"} or {"base64"}; `value` text,
 * {"hex"}, {"base64"}, {"repeat", "times"}, or a list of these, joined; `timestamp`, `partition`, `batch` optional.
 * The format promises exact bytes, so a line that is not such an object throws an ImportError with its number.
 * Empty lines are skipped.
 */
export function readRecordsJsonl(bytes: Uint8Array): RecordsFile {
  const records: ImportedRecord[] = []
  let room = MAX_FILE_BYTES
  splitLines(bytes).forEach((line, index) => {
    if (line.length === 0) return
    const place = new Line(index + 1)
    const fields = place.object(line)
    const value = place.value(fields.value, room)
    const key = place.key(fields.key)
    room -= value.length
    records.push({
      key,
      value,
      ...place.wholeNumber(fields, 'timestamp'),
      ...place.wholeNumber(fields, 'partition'),
      ...place.wholeNumber(fields, 'batch'),
    })
  })
  return { records, notes: records.length === 0 ? [t.noteEmptyFile] : [] }
}

/** Writes a records file that reads back to the same bytes: text where the bytes are UTF-8, else hex. */
export function exportRecordsFile(records: readonly ImportedRecord[]): string {
  return records
    .map(({ key, value, timestamp, partition, batch }) => {
      const line = { key: key === null ? null : exactText(key), value: exactText(value), timestamp, partition, batch }
      return `${JSON.stringify(line)}\n`
    })
    .join('')
}

function exactText(bytes: Bytes): string | { hex: string } {
  return decodeStrict(bytes) ?? { hex: toHex(bytes) }
}

const why = t.recordsFile

type Json = null | boolean | number | string | Json[] | { [key: string]: Json | undefined }

/** One line: every refusal names it. */
class Line {
  private readonly number: number

  constructor(number: number) {
    this.number = number
  }

  object(line: Uint8Array): { [key: string]: Json | undefined } {
    const text = decodeStrict(line)
    if (text === null) throw this.refuse(why.notUtf8)
    let json: Json
    try {
      json = JSON.parse(text) as Json
    } catch {
      throw this.refuse(why.notJson)
    }
    if (!isObject(json)) throw this.refuse(why.notRecord)
    return json
  }

  key(json: Json | undefined): Bytes | null {
    if (json === undefined || json === null) return null
    const bytes = this.exact(json)
    if (bytes === null) throw this.refuse(why.key)
    return bytes
  }

  value(json: Json | undefined, room: number): Bytes {
    const parts = Array.isArray(json) ? json : [json]
    let left = room
    const bytes = parts.map((part) => {
      const one = this.part(part, left)
      left -= one.length
      return one
    })
    return concat(bytes)
  }

  wholeNumber<Name extends string>(fields: { [key: string]: Json | undefined }, name: Name): { [N in Name]?: number } {
    const json = fields[name]
    if (json === undefined) return {}
    if (typeof json !== 'number' || !Number.isSafeInteger(json) || json < 0) {
      throw this.refuse(why.number(name))
    }
    return { [name]: json } as { [N in Name]?: number }
  }

  private part(json: Json | undefined, room: number): Bytes {
    const bytes = this.exact(json) ?? this.repeated(json, room)
    if (bytes === null) {
      throw this.refuse(why.value)
    }
    if (bytes.length > room) throw this.tooLarge()
    return bytes
  }

  private exact(json: Json | undefined): Bytes | null {
    if (typeof json === 'string') {
      // a half surrogate has no UTF-8 bytes; an encoder would put others in its place
      if (/\p{Cs}/u.test(json)) throw this.refuse(why.halfSurrogate)
      return encodeUtf8(json)
    }
    if (!isObject(json)) return null
    if (typeof json.hex === 'string') return this.fromHex(json.hex)
    return typeof json.base64 === 'string' ? this.fromBase64(json.base64) : null
  }

  private repeated(json: Json | undefined, room: number): Bytes | null {
    if (!isObject(json) || typeof json.repeat !== 'string') return null
    const { times } = json
    if (typeof times !== 'number' || !Number.isSafeInteger(times) || times < 0) {
      throw this.refuse(why.number('times'))
    }
    const once = this.exact(json.repeat)
    if (once === null) return null
    if (once.length * times > room) throw this.tooLarge()
    const bytes = new Uint8Array(once.length * times)
    for (let at = 0; at < bytes.length; at += once.length) bytes.set(once, at)
    return bytes
  }

  private fromHex(hex: string): Bytes {
    if (hex.length % 2 !== 0 || !/^[0-9a-f]*$/i.test(hex)) throw this.refuse(why.hex)
    return Uint8Array.from({ length: hex.length / 2 }, (_, i) => Number.parseInt(hex.slice(i * 2, i * 2 + 2), 16))
  }

  private fromBase64(base64: string): Bytes {
    if (!/^[A-Za-z0-9+/]*={0,2}$/.test(base64) || base64.length % 4 !== 0) {
      throw this.refuse(why.base64)
    }
    const binary = atob(base64)
    return Uint8Array.from(binary, (character) => character.charCodeAt(0))
  }

  private refuse(reason: string): ImportError {
    return new ImportError('E_RECORDS_FILE', t.importNotRecord(this.number, reason), this.number)
  }

  private tooLarge(): ImportError {
    return this.refuse(t.importValuesTooLarge(MAX_FILE_BYTES))
  }
}

function isObject(json: Json | undefined): json is { [key: string]: Json | undefined } {
  return typeof json === 'object' && json !== null && !Array.isArray(json)
}

function concat(parts: readonly Bytes[]): Bytes {
  const [only] = parts
  if (only && parts.length === 1) return only
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    bytes.set(part, at)
    at += part.length
  }
  return bytes
}
