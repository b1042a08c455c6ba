import type { Bytes } from '../protocol/bytes.ts'
import { DecodeError, TooManyRecordsError } from '../protocol/decodeError.ts'
import { decodeAsFluvio } from '../protocol/fluvioOutput.ts'
import { recordViews } from '../protocol/recordList.ts'
import { GENERATION_VERSION, type Generation, inputSize, writeInput } from '../protocol/smartModuleInput.ts'
import type { SmartModuleOutput, TransformError } from '../protocol/smartModuleOutput.ts'
import { KIND_OF_BYTE, type TransformKind, transformStatusText } from '../protocol/smartModuleStatus.ts'
import type { BatchInput } from './chainHost.ts'
import type { Convention } from './convention.ts'
import type { Enter, SmartModuleInstance } from './instance.ts'
import { LIMITS } from './limits.ts'
import { callLookBack } from './lookBackCall.ts'

/** What goes with the records of a batch into each call. */
export interface CallContext {
  readonly baseOffset: number
  /** ms; -1 when unknown */
  readonly baseTimestamp: number
}

/**
 * Takes the successes of a call: the list's bytes, which may be a view of the module's memory, its length, and its
 * offset deltas, null when they cannot be told.
 */
export type Keep = (list: Uint8Array, count: number, deltas: Int32Array<ArrayBuffer> | null) => void

/** The transform of one module: calls it, and keeps its accumulator from call to call. */
export class StepCalls {
  readonly instance: SmartModuleInstance
  readonly generation: Generation
  readonly convention: Convention
  readonly #params: Uint8Array
  readonly #version: number | null
  /** null for all kinds but aggregate */
  accumulator: Bytes | null
  calls = 0
  /** ms inside calls */
  ms = 0

  /**
   * @param params encoded; they go into each call for modules that know params there only
   * @param accumulator the initial one
   */
  constructor(
    instance: SmartModuleInstance,
    generation: Generation,
    convention: Convention,
    params: Uint8Array,
    accumulator: Bytes | undefined,
  ) {
    this.instance = instance
    this.generation = generation
    this.convention = convention
    this.#params = params
    this.#version = GENERATION_VERSION[generation]
    this.accumulator = instance.facts.kind === 'aggregate' ? (accumulator ?? new Uint8Array(0)) : null
  }

  /**
   * Calls the transform with a record list and hands its successes to `keep`.
   * @returns the error it returned for a record, or null
   * @throws EngineError E_STATUS, E_BAD_OUTPUT and all that calls throw
   */
  transform(list: Uint8Array, context: CallContext, keep: Keep, enter: Enter): TransformError | null {
    const { kind } = this.instance.facts
    const start = performance.now()
    const input = {
      ...context,
      params: this.#params,
      ...(this.accumulator === null ? {} : { accumulator: this.accumulator }),
    }
    const status = this.instance.call(
      kind,
      inputSize(this.generation, list.length, input),
      (memory, at) => {
        writeInput(memory, at, this.generation, list, input)
      },
      this.#version ?? 0,
      enter,
    )
    if (status < 0) throw this.instance.statusError(status, transformStatusText(status), kind)
    const bytes = this.instance.output(kind)
    const output = this.#decode(bytes)
    const successes = output.rewritten ?? bytes.subarray(0, output.listEnd)
    keep(successes, output.count, output.offsets)
    if (this.accumulator !== null) this.accumulator = this.#next(output, successes)
    this.instance.release()
    this.calls++
    this.ms += performance.now() - start
    return output.error
  }

  /** Shows the module earlier records, if it has `look_back`. @throws EngineError as `callLookBack` */
  lookBack(input: BatchInput, enter: Enter): void {
    if (this.instance.facts.hasLookBack) {
      callLookBack(this.instance, this.generation, this.#version, this.#params, input, enter)
    }
  }

  /** The kind that an error of this module is shown with. */
  kindOf({ kindByte }: TransformError): TransformKind {
    const { kind } = this.instance.facts
    return this.convention.kinds === 'written' ? (KIND_OF_BYTE[kindByte] ?? kind) : kind
  }

  #decode(bytes: Uint8Array): SmartModuleOutput {
    try {
      const format = {
        aggregate: this.accumulator !== null && this.#version !== null,
        raw2021: this.generation === '2021-raw',
        maxRecords: LIMITS.outputRecords,
      }
      return decodeAsFluvio(bytes, format, this.convention.kinds === 'written')
    } catch (error) {
      if (error instanceof TooManyRecordsError)
        throw this.instance.tooManyRecords(error.count, this.instance.facts.kind)
      if (error instanceof DecodeError) throw this.instance.badOutput(error, this.instance.facts.kind)
      throw error
    }
  }

  /**
   * The accumulator after a call. Outputs of 2021 hold none: there it is the value of the last success. Modules of v16
   * hand over an empty one when nothing succeeded: there it stays what it was.
   */
  #next(output: SmartModuleOutput, successes: Uint8Array): Bytes | null {
    const { accumulator, count } = output
    if (count === 0 && (accumulator === null || this.generation === 'v16')) return this.accumulator
    return (
      accumulator ??
      recordViews(successes)
        .value(count - 1)
        .slice()
    )
  }
}
