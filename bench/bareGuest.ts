import type { Bytes } from '../src/protocol/bytes.ts'
import { encodeInit } from '../src/protocol/smartModuleInput.ts'
import { outputSize } from '../src/smartengine/freeOutput.ts'
import type { ModuleFacts } from '../src/smartengine/preflight.ts'

/** Third argument of a transform: the version of the input's layout. */
const VERSION = 25

type GuestCall = (pointer: number, size: number, version: number) => number

interface GuestExports {
  readonly memory: WebAssembly.Memory
  readonly alloc: (size: number) => number
  readonly dealloc?: (pointer: number, size: number) => void
  readonly init?: GuestCall
}

/** What `copy_records` was called with last. */
interface Copied {
  pointer: number
  length: number
}

/** The least that calling a SmartModule takes: no checks, nothing read but the bytes it hands over. */
export class BareGuest {
  readonly #exports: GuestExports
  readonly #transform: GuestCall
  readonly #copied: Copied

  private constructor(exports: GuestExports, transform: GuestCall, copied: Copied) {
    this.#exports = exports
    this.#transform = transform
    this.#copied = copied
  }

  /** Instantiates a built-in and calls its init, where there is one, without params. */
  static async create(module: WebAssembly.Module, facts: ModuleFacts): Promise<BareGuest> {
    const copied: Copied = { pointer: 0, length: 0 }
    const copyRecords = (pointer: number, length: number) => {
      copied.pointer = pointer >>> 0
      copied.length = length >>> 0
    }
    const { exports } = await WebAssembly.instantiate(module, { env: { copy_records: copyRecords } })
    const guest = exports as unknown as GuestExports & Record<string, GuestCall>
    const transform = guest[facts.kind]
    if (transform === undefined) throw new Error(`no ${facts.kind} is exported`)
    if (guest.init !== undefined) {
      const input = encodeInit([])
      const at = guest.alloc(input.length)
      new Uint8Array(guest.memory.buffer).set(input, at)
      if (guest.init(at, input.length, VERSION) < 0) throw new Error('init failed')
    }
    return new BareGuest(guest, transform, copied)
  }

  /**
   * One call: alloc, copy in, call, copy out what `copy_records` pointed to, and free it as the engine does.
   * @param input in the layout of generation v25
   */
  call(input: Bytes): Bytes {
    const { memory, alloc, dealloc } = this.#exports
    const at = alloc(input.length) >>> 0
    new Uint8Array(memory.buffer).set(input, at)
    const status = this.#transform(at, input.length, VERSION)
    if (status < 0) throw new Error(`status ${status}`)
    const { pointer, length } = this.#copied
    const output = new Uint8Array(memory.buffer, pointer, length).slice()
    const size = dealloc === undefined ? null : outputSize(memory, pointer, length)
    if (size !== null) dealloc?.(pointer, size)
    return output
  }
}
