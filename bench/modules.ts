import type { Bytes } from '../src/protocol/bytes.ts'
import tightMap from './guests/tight-map.wasm?url'
import { identityModule } from './identity.ts'

/** A built-in; the map of guests/tight-map, which does little; or the map of identity.ts, which does nothing. */
export type BenchModule = 'regex-scrubbing' | 'log-level' | 'tight-map' | 'identity'

/** The bytes of a module. */
export async function benchModule(name: BenchModule): Promise<Bytes> {
  if (name === 'identity') return identityModule()
  const response = await fetch(name === 'tight-map' ? tightMap : `smartmodules/${name}.wasm`)
  if (!response.ok) throw new Error(`${name}: ${response.status}`)
  return new Uint8Array(await response.arrayBuffer())
}

/**
 * The same module as other bytes, so that no browser has compiled it before: with a custom section that nobody reads.
 * @param mark what stands in the section, 0 to 127
 */
export function markedModule(wasm: Bytes, mark: number): Bytes {
  // section 0 (custom) of 3 bytes: a name of one byte, "b", and the mark
  const section = [0, 3, 1, 0x62, mark]
  const marked = new Uint8Array(wasm.length + section.length)
  marked.set(wasm)
  marked.set(section, wasm.length)
  return marked
}
