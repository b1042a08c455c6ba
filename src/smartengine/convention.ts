import type { Generation } from '../protocol/smartModuleInput.ts'
import type { CallConvention } from './chainHost.ts'

/** What differs in the calls of a module, see `CallConvention`. */
export interface Convention {
  /** generation that all modules are called as; null: each as its own */
  readonly generation: Generation | null
  /** an array_map gets one record a call, and steps after it one record's outputs: so lineage survives */
  readonly apart: boolean
  /** an error's kind: the function that was called, or what the module wrote, which Fluvio must know */
  readonly kinds: 'called' | 'written'
}

export const CONVENTIONS: Readonly<Record<CallConvention, Convention>> = {
  own: { generation: null, apart: true, kinds: 'called' },
  spu: { generation: 'v25', apart: false, kinds: 'written' },
}
