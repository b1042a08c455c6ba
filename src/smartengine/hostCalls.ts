import { EngineError } from './engineError.ts'
import { LIMITS } from './limits.ts'

/** What a guest told the host during one call into it. Host functions write here; nothing else reaches JavaScript. */
export class HostCalls {
  /** null until the module is instantiated: its start function has no memory to show */
  memory: WebAssembly.Memory | null = null
  /** what the last `copy_records` pointed to; only remembered, read after the function has returned */
  copied: { readonly pointer: number; readonly length: number } | null = null
  /** why a host function ended the call; kept because a guest can catch what is thrown through it */
  failure: EngineError | null = null
  #copyCalls = 0

  /** To be called before each call into the guest. */
  reset(): void {
    this.copied = null
    this.failure = null
    this.#copyCalls = 0
  }

  /** The import `copy_records`. The last call wins. */
  copyRecords(pointer: number, length: number): void {
    if (++this.#copyCalls > LIMITS.copyCalls) {
      const limit = LIMITS.copyCalls
      this.end(new EngineError('E_COPY_CALLS', `copy_records was called more than ${limit} times`, { limit }))
    }
    this.copied = { pointer: pointer >>> 0, length: length >>> 0 }
  }

  /** Ends the call into the guest with an error. */
  end(failure: EngineError): never {
    this.failure ??= failure
    throw this.failure
  }

  /**
   * The guest's memory from `pointer` on, or null when that is outside. Fresh at every call: memory may have grown.
   * @param pointer and length as i32 from the guest
   */
  view(pointer: number, length: number): Uint8Array<ArrayBuffer> | null {
    const buffer = this.memory?.buffer as ArrayBuffer | undefined
    const from = pointer >>> 0
    const size = length >>> 0
    if (buffer === undefined || from + size > buffer.byteLength) return null
    return new Uint8Array(buffer, from, size)
  }
}
