import type { DecodeError } from '../protocol/decodeError.ts'
import { COPY_RECORDS_NAME } from './contract.ts'
import {
  EngineError,
  type EngineErrorCode,
  type ErrorDetails,
  type SmartModuleKind,
  type Stage,
} from './engineError.ts'
import { outputSize, readsDlmallocHeads } from './freeOutput.ts'
import { guestFailure, outOfMemory } from './guestFailure.ts'
import { HostCalls } from './hostCalls.ts'
import { LIMITS } from './limits.ts'
import type { ModuleFacts } from './moduleFacts.ts'
import { ModuleLog } from './moduleLog.ts'
import { wasiFunctions } from './wasi.ts'
import { WASI_MODULE } from './wasiNames.ts'

/** Says what is about to be entered, before any code of the module runs. */
export type Enter = (stage: Stage) => void

/** A module's functions that get an input: pointer, length, version. Those of 2021 ignore the third. */
export type GuestFunction = 'init' | 'look_back' | SmartModuleKind

/** Where a module stands, for its errors. */
export interface Place {
  readonly step: number
  readonly smartModule: string
}

type GuestCall = (pointer: number, length: number, version: number) => number

interface GuestExports {
  readonly memory: WebAssembly.Memory
  readonly alloc: (size: number) => number
  readonly dealloc?: (pointer: number, size: number) => void
}

/** One instance of a SmartModule. After anything but a normal return it must not be used again. */
export class SmartModuleInstance {
  readonly facts: ModuleFacts
  readonly log: ModuleLog
  readonly #place: Place
  readonly #host: HostCalls
  readonly #exports: GuestExports
  readonly #functions: Readonly<Record<string, GuestCall>>
  #frees = false

  private constructor(
    facts: ModuleFacts,
    place: Place,
    host: HostCalls,
    log: ModuleLog,
    instance: WebAssembly.Instance,
  ) {
    this.facts = facts
    this.#place = place
    this.#host = host
    this.log = log
    // preflight has read the types of these
    const exports = instance.exports as unknown as GuestExports & Record<string, GuestCall>
    this.#exports = exports
    this.#functions = exports
    host.memory = exports.memory
  }

  /**
   * Instantiates a module, which runs its start function.
   * @throws EngineError E_INSTANTIATE, E_STACK, E_EXIT, E_COPY_CALLS
   */
  static async create(module: WebAssembly.Module, facts: ModuleFacts, place: Place): Promise<SmartModuleInstance> {
    const host = new HostCalls()
    const log = new ModuleLog(place.step)
    try {
      const instance = await WebAssembly.instantiate(module, importsOf(facts, host, log))
      return new SmartModuleInstance(facts, place, host, log, instance)
    } catch (thrown) {
      const context = { stage: 'instantiate' as const, facts, memoryBytes: 0, log: log.tail() }
      const { code, message, details } = guestFailure(host.failure ?? thrown, context)
      throw new EngineError(code, message, { ...details, smartModule: place.smartModule }, place.step)
    }
  }

  /** Bytes of linear memory now. */
  get memoryBytes(): number {
    return this.#exports.memory.buffer.byteLength
  }

  /**
   * Passes an input to a function of the module: alloc, write, call. The module frees the input itself.
   * @param size bytes of the input
   * @param write writes it into the memory at a place, and nothing else
   * @param version third argument
   * @returns the function's answer, which may be negative
   * @throws EngineError E_ALLOC, E_TRAP, E_STACK, E_MEMORY, E_EXIT, E_COPY_CALLS
   */
  call(
    name: GuestFunction,
    size: number,
    write: (memory: Uint8Array, at: number) => void,
    version: number,
    enter: Enter,
  ): number {
    enter('alloc')
    const pointer = this.#enterGuest('alloc', () => this.#exports.alloc(size)) >>> 0
    const bytes = this.memoryBytes
    if (pointer + size > bytes) {
      const where = `alloc(${size}) answered ${pointer}, which is outside the module's ${bytes} bytes`
      throw this.error('E_ALLOC', where, { stage: 'alloc', pointer, bytes: size, memoryBytes: bytes })
    }
    write(new Uint8Array(this.#exports.memory.buffer), pointer)
    enter(name)
    return this.#enterGuest(name, () => this.#functions[name]!(pointer, size, version))
  }

  /**
   * What the module passed to `copy_records` during the last call, as a view of its memory: to be read at once, and
   * given back with `release`.
   * @throws EngineError E_NO_OUTPUT, E_OUT_OF_BOUNDS, E_OUTPUT_TOO_BIG
   */
  output(stage: Stage): Uint8Array {
    const copied = this.#host.copied
    if (copied === null) throw this.error('E_NO_OUTPUT', 'copy_records was not called', { stage })
    const { pointer, length } = copied
    const memoryBytes = this.memoryBytes
    if (pointer + length > memoryBytes) {
      const message = `copy_records(${pointer}, ${length}) is outside the module's ${memoryBytes} bytes`
      throw this.error('E_OUT_OF_BOUNDS', message, { stage, pointer, length, memoryBytes })
    }
    if (length > LIMITS.outputBytes) throw this.outputTooBig(length, stage)
    return new Uint8Array(this.#exports.memory.buffer, pointer, length)
  }

  /** Frees the output of the last call where the module's allocator is known (see freeOutput.ts). */
  release(): void {
    const copied = this.#host.copied
    const { memory, dealloc } = this.#exports
    if (!this.#frees || copied === null || dealloc === undefined) return
    const size = outputSize(memory, copied.pointer, copied.length)
    if (size === null) return
    try {
      dealloc(copied.pointer, size)
    } catch {
      // a real SPU would not have called it: go on without
      this.#frees = false
    }
  }

  /** Frees outputs from now on, if the allocator of `trial`, an instance to be thrown away, stands the test. */
  calibrate(trial: SmartModuleInstance): void {
    const { memory, alloc, dealloc } = trial.#exports
    this.#frees = this.facts.hasDealloc && dealloc !== undefined && readsDlmallocHeads({ memory, alloc, dealloc })
  }

  /** An error of this module: with its place, name and last printed lines. */
  error(code: EngineErrorCode, message: string, details: ErrorDetails): EngineError {
    const { step, smartModule } = this.#place
    return new EngineError(code, message, { ...details, smartModule, log: this.log.tail() }, step)
  }

  /** The error for a negative answer; E_MEMORY when the module has used up its memory. Details: status, text, stage. */
  statusError(status: number, text: string, stage: Stage): EngineError {
    const details = { status, text, stage, raw: text, memoryBytes: this.memoryBytes }
    const full = outOfMemory({ stage, facts: this.facts, memoryBytes: this.memoryBytes, log: this.log.tail() })
    if (full !== null) return this.error('E_MEMORY', `out of memory: ${text}`, { ...details, ...full })
    return this.error('E_STATUS', `${text} (status ${status})`, details)
  }

  /** The error for bytes that are not what a function of the module has to give. Details: at, expected, found. */
  badOutput({ message, at, expected, found, fluvioText }: DecodeError, stage: Stage): EngineError {
    const rendered = fluvioText === undefined ? {} : { rendered: fluvioText }
    return this.error('E_BAD_OUTPUT', message, { stage, at, expected, found, ...rendered })
  }

  outputTooBig(bytes: number, stage: Stage): EngineError {
    const limit = LIMITS.outputBytes
    return this.error('E_OUTPUT_TOO_BIG', `an output of ${bytes} bytes, at most ${limit}`, { stage, bytes, limit })
  }

  tooManyRecords(count: number, stage: Stage): EngineError {
    const limit = LIMITS.outputRecords
    return this.error('E_TOO_MANY_RECORDS', `an output of ${count} records, at most ${limit}`, { stage, count, limit })
  }

  #enterGuest(stage: Stage, call: () => number): number {
    this.#host.reset()
    let answer = 0
    let thrown: unknown = null
    let threw = false
    try {
      answer = call() | 0
    } catch (failure) {
      threw = true
      thrown = failure
    }
    const cause = this.#host.failure ?? thrown
    if (!threw && this.#host.failure === null) return answer
    const context = { stage, facts: this.facts, memoryBytes: this.memoryBytes, log: this.log.tail() }
    const { code, message, details } = guestFailure(cause, context)
    throw new EngineError(code, message, { ...details, smartModule: this.#place.smartModule }, this.#place.step)
  }
}

/** An object without a prototype, so that a module may be named anything. */
function importsOf(facts: ModuleFacts, host: HostCalls, log: ModuleLog): WebAssembly.Imports {
  const wasi = wasiFunctions(host, log)
  const imports: Record<string, Record<string, WebAssembly.ImportValue>> = Object.create(null)
  for (const { module, name } of facts.imports) {
    imports[module] ??= Object.create(null) as Record<string, WebAssembly.ImportValue>
    const provided =
      name === COPY_RECORDS_NAME
        ? (pointer: number, length: number) => host.copyRecords(pointer, length)
        : module === WASI_MODULE
          ? wasi[name]
          : undefined
    if (provided !== undefined) imports[module][name] = provided
  }
  return imports
}
