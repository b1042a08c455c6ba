import type { Bytes } from '../../protocol/bytes.ts'

/*
 * Writes WebAssembly modules byte by byte, so that tests can hold modules that no compiler would make.
 * Source of the format: WebAssembly core specification 3.0, chapter 5.
 */

/** Part of a module: bytes. */
export type Part = readonly number[]

export const I32 = 0x7f
export const I64 = 0x7e

/** Unsigned LEB128. */
export function u32(value: number): Part {
  const bytes: number[] = []
  let rest = value
  while (rest >= 0x80) {
    bytes.push((rest % 0x80) | 0x80)
    rest = Math.floor(rest / 0x80)
  }
  return [...bytes, rest]
}

/** Signed LEB128 of a 32 bit number. */
function s32(value: number): Part {
  const bytes: number[] = []
  let rest = value | 0
  for (;;) {
    const low = rest & 0x7f
    rest >>= 7
    if ((rest === 0 && low < 0x40) || (rest === -1 && low >= 0x40)) return [...bytes, low]
    bytes.push(low | 0x80)
  }
}

/** A length in bytes, then the UTF-8 bytes. */
export function name(text: string): Part {
  const bytes = [...new TextEncoder().encode(text)]
  return [...u32(bytes.length), ...bytes]
}

/** A count, then the items. */
export function vector(items: readonly Part[]): Part {
  return [...u32(items.length), ...items.flat()]
}

/** A section with its id and length. */
export function section(id: number, content: Part): Part {
  return [id, ...u32(content.length), ...content]
}

/** A custom section. */
export function customSection(sectionName: string, content: Part): Part {
  return section(0, [...name(sectionName), ...content])
}

/** A function type. */
export function functionType(params: Part, results: Part): Part {
  return [0x60, ...u32(params.length), ...params, ...u32(results.length), ...results]
}

/** A function body, its end added. */
export function body(code: Part, locals: readonly Part[] = []): Part {
  const content = [...vector(locals), ...code, 0x0b]
  return [...u32(content.length), ...content]
}

/** Magic, version 1, sections. */
export function wasm(...sections: readonly Part[]): Bytes {
  return Uint8Array.from([0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0, ...sections.flat()])
}

/** Instructions. */
export const op = {
  unreachable: [0x00],
  return: [0x0f],
  drop: [0x1a],
  add: [0x6a],
  divide: [0x6d],
  load: [0x28, 2, 0],
  store8: [0x3a, 0, 0],
  i32: (value: number): Part => [0x41, ...s32(value)],
  i64: (value: number): Part => [0x42, ...s32(value)],
  get: (local: number): Part => [0x20, ...u32(local)],
  call: (index: number): Part => [0x10, ...u32(index)],
  globalGet: (index: number): Part => [0x23, ...u32(index)],
  globalSet: (index: number): Part => [0x24, ...u32(index)],
  memoryGrow: [0x40, 0],
  /** from here on again, for ever */
  forever: (code: Part): Part => [0x03, 0x40, ...code, 0x0c, 0, 0x0b],
  when: (code: Part): Part => [0x04, 0x40, ...code, 0x0b],
  equals: [0x46],
  /** throws an exception of tag 0 */
  throw: [0x08, 0],
  /** legacy exceptions: `try code catch_all end` */
  tryCatchAll: (code: Part): Part => [0x06, 0x40, ...code, 0x19, 0x0b],
} satisfies Record<string, Part | ((...args: never[]) => Part)>
