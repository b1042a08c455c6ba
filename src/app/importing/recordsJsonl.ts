import { type Bytes, concatBytes } from '../../protocol/bytes.ts'
import { t } from '../strings/en.ts'
import { decodeStrict, encodeUtf8 } from '../text/utf8.ts'
import {
  ImportError,
  type ImportedRecord,
  MAX_WHOLE_BYTES,
  type PieceReader,
  type RecordsFile,
} from './importedRecord.ts'
import { LineSplitter } from './lines.ts'

/**
 * A records file (.records.jsonl): one object a line, `key` null, text, {"hex"} or {"base64"}; `value` text, {"hex"},
 * {"base64"}, {"repeat", "times"}, or a list of these, joined; `timestamp`, `partition`, `batch` optional.
 * The format promises exact bytes, so a line that is not such an object throws an ImportError with its number.
 * Empty lines are skipped, and so are errors among the records of an exported consumer, these with a note.
 */
export class RecordsJsonl implements PieceReader {
  readonly #lines = new LineSplitter()
  #number = 0
  #room = MAX_WHOLE_BYTES
  #records = 0
  #errors = 0

  read(piece: Bytes): ImportedRecord[] {
    return this.#read(this.#lines.push(piece))
  }

  end(): RecordsFile {
    const records = this.#read(this.#lines.end())
    const notes = this.#errors === 0 ? [] : [t.recordsFile.errors(this.#errors)]
    return { records, notes: this.#records === 0 ? [...notes, t.recordsFile.empty] : notes }
  }

  #read(lines: Bytes[]): ImportedRecord[] {
    const records: ImportedRecord[] = []
    for (const line of lines) {
      this.#number += 1
      if (line.length === 0) continue
      const place = new Line(this.#number)
      const fields = place.object(line)
      if (isObject(fields.error) && fields.value === undefined) {
        this.#errors += 1
        continue
      }
      const { value, repeated } = place.value(fields.value, this.#room)
      this.#room -= repeated
      records.push({
        key: place.key(fields.key),
        value,
        ...place.wholeNumber(fields, 'timestamp'),
        ...place.wholeNumber(fields, 'partition'),
        ...place.wholeNumber(fields, 'batch'),
      })
    }
    this.#records += records.length
    return records
  }
}

/** Reads a records file that is there at once: a data set. @throws ImportError */
export function readRecordsJsonl(bytes: Bytes): RecordsFile {
  const reader = new RecordsJsonl()
  const records = reader.read(bytes)
  const { records: last, notes } = reader.end()
  return { records: [...records, ...last], notes }
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

  /** @param room most bytes that repetitions may stand for: a short line can ask for any number of them */
  value(json: Json | undefined, room: number): { value: Bytes; repeated: number } {
    const parts = Array.isArray(json) ? json : [json]
    let repeated = 0
    const bytes = parts.map((part) => {
      const exact = this.exact(part)
      if (exact !== null) return exact
      const one = this.repeated(part, room - repeated)
      if (one === null) throw this.refuse(why.value)
      repeated += one.length
      return one
    })
    return { value: concatBytes(bytes), repeated }
  }

  wholeNumber<Name extends string>(fields: { [key: string]: Json | undefined }, name: Name): { [N in Name]?: number } {
    const json = fields[name]
    if (json === undefined) return {}
    if (typeof json !== 'number' || !Number.isSafeInteger(json) || json < 0) {
      throw this.refuse(why.number(name))
    }
    return { [name]: json } as { [N in Name]?: number }
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
    return this.refuse(t.importValuesTooLarge(MAX_WHOLE_BYTES))
  }
}

function isObject(json: Json | undefined): json is { [key: string]: Json | undefined } {
  return typeof json === 'object' && json !== null && !Array.isArray(json)
}
