import type { Bytes } from '../../src/protocol/bytes.ts'
import { answering, handMade, TYPE } from '../../src/smartengine/testing/handMade.ts'
import { customSection, op } from '../../src/smartengine/testing/wasmEncoder.ts'

/** The first eight bytes of a WebAssembly component: layer 1, version 13. */
export const COMPONENT = Uint8Array.from([0x00, 0x61, 0x73, 0x6d, 0x0d, 0x00, 0x01, 0x00])

/** A map that asks for the network: two imports that no SPU provides, and two that one does. */
export function needsNetwork(): Bytes {
  return handMade({
    kind: 'map',
    imports: [
      ['env', 'http_get', TYPE.two],
      ['wasi_snapshot_preview1', 'sock_open', TYPE.alloc],
      ['wasi_snapshot_preview1', 'proc_exit', TYPE.one],
    ],
    code: op.i32(0),
  })
}

/** A map whose start code never ends: it cannot even be instantiated. */
export function loopsAtStart(): Bytes {
  return answering([0, 0, 0, 0, 0], 0, { kind: 'map', start: op.forever([]) })
}

/** The same module, built again: another hash, the same code. */
export function rebuilt(wasm: Uint8Array): Bytes {
  return Uint8Array.from([...wasm, ...customSection('build', [2])])
}
