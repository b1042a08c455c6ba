import { fetchOwn } from '../session/library.ts'

/** What the last check came to: public/parity.json, written by the runs of the corpus and of the engine. */
export interface Parity {
  readonly spu: {
    /** version of the SPU whose answers were recorded */
    readonly build: string
    readonly date: string
    /** recorded answers; each is given in both ways */
    readonly rows: number
    readonly failed: number
    /** the same in every field, answered as an SPU would and as people expect */
    readonly equal: { readonly spu: number; readonly expected: number }
    readonly exceptions: readonly Rule[]
    readonly differences: readonly Rule[]
  }
  readonly engine?: { readonly crate: string; readonly wasmtime: string; readonly jobs: number; readonly equal: number }
}

/** Rows that a rule explains, in each way to answer. */
interface Rule {
  readonly id: string
  readonly spu: number
  readonly expected: number
}

/** Rejects when the file cannot be loaded or is none. */
export async function loadParity(): Promise<Parity> {
  const loaded: unknown = await (await fetchOwn('parity.json')).json()
  if (!isParity(loaded)) throw new Error('parity.json: not the result of a check')
  return loaded
}

function isParity(value: unknown): value is Parity {
  return typeof value === 'object' && value !== null && 'spu' in value && typeof value.spu === 'object'
}
