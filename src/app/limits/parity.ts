import { fetchOwn } from '../session/library.ts'

/** What the last check against a real SPU came to: public/parity.json, written by the corpus and engine runs. */
export interface Parity {
  /** version of the SPU that was recorded */
  readonly spu: string
  readonly date: string
  /** recorded answers, and how many are the same here */
  readonly rows: number
  readonly equal: number
  /** answers that are equal but for a text which only wasmtime can write */
  readonly exceptions: number
  /** answers that differ by decision, as people expect; and how many decisions that takes */
  readonly differing: number
  readonly decisions: number
  readonly engine: { readonly version: string; readonly jobs: number; readonly equal: number } | null
}

export async function loadParity(): Promise<Parity> {
  return fetchOwn('parity.json').then((response) => response.json() as Promise<Parity>)
}
