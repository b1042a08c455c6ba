import type { WasmReader } from './wasmReader.ts'

const END = 0x0b
const PLAIN = new Set([0x6a, 0x6b, 0x6c, 0x7c, 0x7d, 0x7e]) // add, sub, mul of i32 and i64

/**
 * Passes a constant expression: the initial value of a global, the place of a segment, an element. Knows what the
 * standard allows in one (with extended constants and vectors), without the garbage collection proposal.
 * @throws EngineError E_MALFORMED
 */
export function skipConstantExpression(reader: WasmReader): void {
  for (;;) {
    const at = reader.at
    const opcode = reader.byte('a constant expression')
    if (opcode === END) return
    if (PLAIN.has(opcode)) continue
    switch (opcode) {
      case 0x41: // i32.const
        reader.skipLeb(32, 'an i32 constant')
        break
      case 0x42: // i64.const
        reader.skipLeb(64, 'an i64 constant')
        break
      case 0x43: // f32.const
        reader.skip(4, 'an f32 constant')
        break
      case 0x44: // f64.const
        reader.skip(8, 'an f64 constant')
        break
      case 0x23: // global.get
      case 0xd2: // ref.func
        reader.u32('an index')
        break
      case 0xd0: // ref.null
        reader.skipLeb(33, 'a heap type')
        break
      case 0xfd: // v128.const
        if (reader.u32('a vector instruction') !== 12) throw reader.malformed(at, 'v128.const', 'another instruction')
        reader.skip(16, 'a v128 constant')
        break
      default:
        throw reader.malformed(at, 'a constant expression', `opcode 0x${opcode.toString(16)}`)
    }
  }
}
