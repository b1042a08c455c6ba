import type { Bytes } from '../protocol/bytes.ts'
import { concatBytes } from '../protocol/bytes.ts'
import type { SectionFact, SizeLimits, WasmModule } from './wasmModule.ts'

/** From a byte offset of the rewritten module on, its bytes stand `by` bytes further than in the file. */
export interface Shift {
  readonly at: number
  readonly by: number
}

const TABLE_SECTION = 4
const MEMORY_SECTION = 5

/**
 * Writes the table and memory sections anew with maximums of at most the caps, so that growing beyond them answers -1.
 * The module must have no imported tables and memories.
 * @returns the same bytes when nothing had to change
 */
export function rewriteMaximums(
  bytes: Bytes,
  module: WasmModule,
  caps: { readonly memoryPages: number; readonly tableEntries: number },
): { rewritten: Bytes; shifts: Shift[] } {
  const parts: Uint8Array[] = []
  const shifts: Shift[] = []
  let from = 0
  let by = 0
  for (const section of module.sections) {
    let content: number[]
    if (section.id === TABLE_SECTION && exceeds(module.tables, caps.tableEntries)) {
      content = module.tables.flatMap((table) => [table.holds, ...limits(table, caps.tableEntries)])
      content.unshift(...leb(module.tables.length))
    } else if (section.id === MEMORY_SECTION && exceeds(module.memories, caps.memoryPages)) {
      content = module.memories.flatMap((memory) => limits(memory, caps.memoryPages))
      content.unshift(...leb(module.memories.length))
    } else continue
    const written = [section.id, ...leb(content.length), ...content]
    const end = sectionEnd(bytes, section)
    parts.push(bytes.subarray(from, section.at), Uint8Array.from(written))
    from = end
    by += written.length - (end - section.at)
    shifts.push({ at: end + by, by })
  }
  if (parts.length === 0) return { rewritten: bytes, shifts }
  parts.push(bytes.subarray(from))
  return { rewritten: concatBytes(parts), shifts }
}

/** Where a byte of the rewritten module stands in the file. */
export function originalOffset(shifts: readonly Shift[], rewrittenOffset: number): number {
  let by = 0
  for (const shift of shifts) if (rewrittenOffset >= shift.at) by = shift.by
  return rewrittenOffset - by
}

function exceeds(entries: readonly SizeLimits[], cap: number): boolean {
  return entries.some((entry) => entry.max === null || entry.max > cap)
}

function limits(entry: SizeLimits, cap: number): number[] {
  return [1, ...leb(entry.min), ...leb(Math.min(entry.max ?? cap, cap))]
}

/** The end of a section: its size is written after its id, in as many bytes as the compiler liked. */
function sectionEnd(bytes: Uint8Array, section: SectionFact): number {
  let at = section.at + 1
  while (bytes[at]! >= 0x80) at++
  return at + 1 + section.size
}

function leb(value: number): number[] {
  const bytes: number[] = []
  let rest = value
  while (rest >= 0x80) {
    bytes.push((rest & 0x7f) | 0x80)
    rest >>>= 7
  }
  bytes.push(rest)
  return bytes
}
