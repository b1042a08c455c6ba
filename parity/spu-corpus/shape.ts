import { CorpusError } from './lines.ts'

/** Something read from JSON, and where it stands in its row: checks end with an error that says both. */
export class Shape {
  readonly value: unknown
  readonly path: string

  constructor(value: unknown, path: string) {
    this.value = value
    this.path = path
  }

  /** @throws CorpusError that this is not what is expected */
  refuse(expected: string): never {
    const found = JSON.stringify(this.value) ?? 'nothing'
    const shown = found.length > 60 ? `${found.slice(0, 60)}…` : found
    throw new CorpusError(`${this.path === '' ? 'the row' : this.path} must be ${expected}, found ${shown}`)
  }

  /** True when the field is there and not null. */
  has(name: string): boolean {
    const fields = this.value
    return typeof fields === 'object' && fields !== null && name in fields && Reflect.get(fields, name) !== null
  }

  field(name: string): Shape {
    if (typeof this.value !== 'object' || this.value === null || Array.isArray(this.value)) this.refuse('an object')
    return new Shape(Reflect.get(this.value as object, name), this.path === '' ? name : `${this.path}.${name}`)
  }

  list(): Shape[] {
    if (!Array.isArray(this.value)) return this.refuse('a list')
    return this.value.map((value, i) => new Shape(value, `${this.path}[${i}]`))
  }

  text(): string {
    return typeof this.value === 'string' ? this.value : this.refuse('a text')
  }

  /** A whole number; beyond 2^53 the nearest that JavaScript has. */
  /** A whole number; beyond 2^53 the nearest that JavaScript has. */
  integer(): number {
    return typeof this.value === 'number' && Number.isInteger(this.value) ? this.value : this.refuse('a whole number')
  }

  object(): void {
    if (typeof this.value !== 'object' || this.value === null || Array.isArray(this.value)) this.refuse('an object')
  }

  texts(): void {
    this.object()
    for (const name of Object.keys(this.value as object)) this.field(name).text()
  }

  /** Bytes: `{"b64"}` or `{"rep_b64","n"}`, and in results `{"sha256","len"}`. */
  bytes(): void {
    if (this.has('b64')) this.field('b64').base64()
    else if (this.has('rep_b64')) {
      this.field('rep_b64').base64()
      this.field('n').integer()
    } else if (this.has('sha256')) {
      this.field('sha256').text()
      this.field('len').integer()
    } else this.refuse('bytes: {"b64"}, {"rep_b64","n"} or {"sha256","len"}')
  }

  /** Bytes whose content is known. */
  knownBytes(): void {
    if (this.has('sha256')) this.refuse('bytes: {"b64"} or {"rep_b64","n"}')
    this.bytes()
  }

  base64(): void {
    const text = this.text()
    if (text.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(text)) this.refuse('base64')
  }

  /** What `check` checks, or null, or absent. */
  maybe(name: string, check: (shape: Shape) => void): void {
    if (this.has(name)) check(this.field(name))
  }
}
