import { ownBytes } from '../protocol/bytes.ts'
import { DecodeError } from '../protocol/decodeError.ts'
import { scanRecordList } from '../protocol/recordList.ts'
import type { TransformError } from '../protocol/smartModuleOutput.ts'
import type { BatchInput, BatchOutput, Chain, ChainSpec, OpenedStep, RecordError, StepOutcome } from './chainHost.ts'
import { idleOutcome, runStep, type StepRecords } from './chainStep.ts'
import { CONVENTIONS } from './convention.ts'
import { EngineError, type Stage } from './engineError.ts'
import { indexes, offsetDeltas } from './lineage.ts'
import { type OpenStep, openStep, tryStep } from './openStep.ts'
import { RecordEnds } from './recordEnds.ts'

/** Makes a chain of SmartModules that runs here, in this thread: where no other will stop a module that never returns. */
export function createChain(): Chain {
  return new SmartModuleChain()
}

type OnStage = (step: number, stage: Stage) => void

class SmartModuleChain implements Chain {
  #steps: OpenStep[] = []
  /** why the chain must not be used any more */
  #failure: unknown = null

  async open(spec: ChainSpec, onStage: OnStage): Promise<OpenedStep[]> {
    const opened: OpenedStep[] = []
    for (const [index, step] of spec.steps.entries()) {
      const enter = (stage: Stage) => onStage(index, stage)
      const { kind } = step.facts
      if (spec.trial === true) {
        opened.push({ module: await tryStep(step, index, enter), kind, generation: null })
        continue
      }
      const started = await openStep(step, index, CONVENTIONS[spec.calls ?? 'own'], enter)
      this.#steps.push(started)
      opened.push({ module: started.module, kind, generation: started.calls.generation })
    }
    return opened
  }

  async lookBack(inputs: readonly (BatchInput | null)[], onStage: OnStage): Promise<void> {
    this.#use(() => {
      for (const [index, step] of this.#steps.entries()) {
        const input = inputs[index]
        if (input) step.calls.lookBack(input, (stage) => onStage(index, stage))
      }
    })
  }

  async process(input: BatchInput, onStage: OnStage): Promise<BatchOutput> {
    return this.#use(() => {
      try {
        return this.#process(input, onStage)
      } catch (failure) {
        throw failure instanceof EngineError ? withBatch(failure, input) : failure
      }
    })
  }

  #process(input: BatchInput, onStage: OnStage): BatchOutput {
    let records = inputRecords(input)
    let error: RecordError | null = null
    const ends = new RecordEnds(records.count, this.#steps.length)
    const outcomes: StepOutcome[] = []
    for (const [index, { calls, name }] of this.#steps.entries()) {
      if (error !== null) {
        outcomes.push(idleOutcome(calls))
        continue
      }
      const result = runStep(calls, records, input, (stage) => onStage(index, stage))
      outcomes.push(result.outcome)
      if (result.error === null) ends.passed(index, result.output)
      else {
        error = recordError(result.error, { step: index, smartModule: name, kind: calls.kindOf(result.error) })
        ends.failedAt(index, records, result.failed, result.output)
      }
      records = result.output
    }
    if (error === null) ends.finish()
    return {
      records: this.#steps.length === 0 ? ownBytes(records.list) : records.list,
      count: records.count,
      parents: indexes(records.parents, records.count),
      fates: ends.fates,
      endedIn: ends.endedIn,
      error,
      steps: outcomes,
      log: this.#steps.flatMap(({ calls }) => calls.instance.log.take()),
    }
  }

  /** Runs what enters modules; after a failure none is entered again. */
  #use<T>(run: () => T): T {
    if (this.#failure !== null) throw this.#failure
    try {
      return run()
    } catch (failure) {
      this.#failure = failure
      throw failure
    }
  }
}

/** The batch as the first step gets it. What is not a record list is passed on all the same: the module says so. */
function inputRecords({ records }: BatchInput): StepRecords {
  const deltas = offsetDeltas(records)
  const count = deltas === null ? countRecords(records) : deltas.length
  return { list: records, count, deltas, parents: null, byParent: false }
}

function countRecords(list: Uint8Array): number {
  try {
    return scanRecordList(list).count
  } catch (error) {
    if (error instanceof DecodeError) return 0
    throw error
  }
}

/** The same error; its details say which batch was in the call. */
function withBatch({ code, message, details, step }: EngineError, { baseOffset }: BatchInput): EngineError {
  return new EngineError(code, message, { ...details, baseOffset }, step)
}

/** The error as consumers get it. */
function recordError(
  { hint, offset, key, value }: TransformError,
  where: Pick<RecordError, 'step' | 'smartModule' | 'kind'>,
): RecordError {
  return { hint, offset, key, value, ...where }
}
