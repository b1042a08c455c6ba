import type { Bytes } from '../protocol/bytes.ts'
import type { Generation } from '../protocol/smartModuleInput.ts'
import type { TransformKind } from '../protocol/smartModuleStatus.ts'
import type { SmartModuleKind, Stage } from './engineError.ts'
import type { ModuleFacts } from './preflight.ts'

/** Earlier records shown to a module before it starts: the last n, those not older than ageMs, or both. */
export interface Lookback {
  readonly last: number
  readonly ageMs?: number
}

/** One step of a chain. `code` is the preflight's rewritten bytes, or a module that was compiled from them before. */
export interface StepSpec {
  /** the SmartModule's name, as shown and as printed in errors */
  readonly name: string
  readonly code: Bytes | WebAssembly.Module
  readonly facts: ModuleFacts
  readonly params: Readonly<Record<string, string>>
  readonly lookback?: Lookback
  /** initial accumulator of an aggregate */
  readonly accumulator?: Bytes
}

/**
 * How the modules of a chain are called. `own`: each as the Fluvio it was built for called it, so that each of its
 * outputs is known by its record. `spu`: all as an SPU of today does.
 */
export type CallConvention = 'own' | 'spu'

export interface ChainSpec {
  readonly steps: readonly StepSpec[]
  /** default: own */
  readonly calls?: CallConvention
  /** compile and instantiate only: start code runs, init and records do not. For trying a module that was dropped. */
  readonly trial?: boolean
}

/** What opening told us, one entry a step. */
export interface OpenedStep {
  readonly module: WebAssembly.Module
  readonly kind: SmartModuleKind
  /** null in a trial */
  readonly generation: Generation | null
}

/** A batch as it is fed to the chain. `records` is a record list (i32 count, records), uncompressed. */
export interface BatchInput {
  readonly records: Bytes
  readonly baseOffset: number
  /** ms; -1 when unknown */
  readonly baseTimestamp: number
}

/** The error a SmartModule returned for one record. Its key and value cross to the consumer. */
export interface RecordError {
  /** the Debug form of the module's error: first line is the message */
  readonly hint: string
  /** the function that was called; called as an SPU does: what the module wrote */
  readonly kind: TransformKind
  readonly offset: number
  readonly key: Bytes | null
  readonly value: Bytes
  /** place in the chain, from 0 */
  readonly step: number
  readonly smartModule: string
}

/** What happened in one step, for one batch. */
export interface StepOutcome {
  readonly recordsIn: number
  readonly recordsOut: number
  readonly bytesIn: number
  readonly bytesOut: number
  /** time inside the module's calls, in milliseconds */
  readonly ms: number
  /** calls into the transform */
  readonly calls: number
  /** the accumulator after the batch; only for aggregates */
  readonly accumulator: Bytes | null
  /** bytes of linear memory after the batch */
  readonly memoryBytes: number
}

/** How a record of the batch ended. */
export const FATE = { sent: 0, dropped: 1, error: 2, unprocessed: 3 } as const

/** A line a module printed (WASI builds only). */
export interface LogLine {
  readonly step: number
  readonly fd: 1 | 2
  readonly text: string
}

export interface BatchOutput {
  /**
   * Record list of what the chain sends: the successes of the last step, or, after an error in step k, the successes
   * of step k, which then bypass the steps after it (as an SPU does). Its buffer is the receiver's, with BATCH_HEADROOM
   * bytes before the list (`encodeBatchAround`).
   */
  readonly records: Bytes
  readonly count: number
  /** for each record sent: the index of its input record in the batch, -1 where it is not known */
  readonly parents: Int32Array<ArrayBuffer>
  /** for each input record: a FATE */
  readonly fates: Uint8Array<ArrayBuffer>
  /** for each input record: the step it ended in, counted from 0; the number of steps if it left the chain */
  readonly endedIn: Uint8Array<ArrayBuffer>
  readonly error: RecordError | null
  readonly steps: readonly StepOutcome[]
  readonly log: readonly LogLine[]
}

/** A call that takes long. Sent at half of its budget, and again when *Keep going* moved the end. */
export interface Overdue {
  readonly smartModule: string
  readonly stage: Stage
  /** base offset of the batch in the call; null while starting */
  readonly baseOffset: number | null
  readonly elapsedMs: number
  readonly remainingMs: number
}

/** A chain of SmartModules: fresh instances, used by one consumer stream on one partition. */
export interface Chain {
  /** Compile, instantiate, probe, init. Rejects with an EngineError that names step and stage. */
  open(spec: ChainSpec, onStage: (step: number, stage: Stage) => void): Promise<OpenedStep[]>
  /** Shows each step that looks back the given stored records. `records` per step: a record list with one base. */
  lookBack(inputs: readonly (BatchInput | null)[], onStage: (step: number, stage: Stage) => void): Promise<void>
  /**
   * Runs one batch through all steps, step by step. A record error comes back in `error`; anything else (trap,
   * negative status, unreadable output) rejects with an EngineError, and the chain must not be used again.
   */
  process(input: BatchInput, onStage: (step: number, stage: Stage) => void): Promise<BatchOutput>
}

/** A chain somewhere else, with a clock. Every call of it settles: with a result, or with an EngineError. */
export interface ChainHandle {
  open(): Promise<OpenedStep[]>
  lookBack(inputs: readonly (BatchInput | null)[]): Promise<void>
  /**
   * Batches may be given before the ones before them are answered. Takes the whole buffer that `records` looks into:
   * nothing of it may be used again.
   */
  process(input: BatchInput): Promise<BatchOutput>
  /** Gives the call in progress the long budget. */
  keepGoing(): void
  /** Ends the chain at once; calls in progress reject with E_KILLED. */
  kill(): void
  /** Ends the chain; nothing is reported. */
  close(): void
}

export interface ChainHost {
  /** @param onOverdue called with a notice, and with null when the call it was about is over */
  start(spec: ChainSpec, onOverdue: (overdue: Overdue | null) => void): ChainHandle
}
