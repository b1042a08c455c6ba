import {
  type Generation,
  PROBE_VERSION,
  type Probe,
  probeInputSize,
  writeProbeInput,
} from '../protocol/smartModuleInput.ts'
import { EngineError } from './engineError.ts'
import type { Enter, SmartModuleInstance } from './instance.ts'

/** What modules before 0.7.2 (2023-07) answer to layouts they misread: "failed to decode base input". */
const CANNOT_DECODE = -11

/** Size of an output of the spring of 2021: an empty record list and no option of an error. */
const BARE_LIST = 4

/**
 * Finds the ABI generation a module was built for, with inputs that hold no record, so that no user code sees one.
 * To be asked of an instance that is thrown away: it is one call more than a stream would make.
 * A module that fails while it is asked is taken as one of today; the failure comes back with the first batch.
 */
export function probeGeneration(trial: SmartModuleInstance, enter: Enter): Generation {
  const { parameters, kind } = trial.facts
  try {
    return parameters === 3 ? probeVersioned(trial, enter) : probeOf2021(trial, enter)
  } catch (error) {
    if (!(error instanceof EngineError)) throw error
    return parameters === 3 ? 'v22' : kind === 'aggregate' ? '2021-08' : '2021-10'
  }
}

function probeVersioned(trial: SmartModuleInstance, enter: Enter): Generation {
  if (ask(trial, 'v23', enter) !== CANNOT_DECODE) return 'v22'
  return ask(trial, 'v20', enter) !== CANNOT_DECODE ? 'v20' : 'v16'
}

function probeOf2021(trial: SmartModuleInstance, enter: Enter): Generation {
  if (trial.facts.kind === 'aggregate') {
    return ask(trial, '2021-08', enter) === CANNOT_DECODE ? '2021-10' : '2021-08'
  }
  const answer = ask(trial, '2021-10', enter)
  return answer >= 0 && trial.output(trial.facts.kind).length === BARE_LIST ? '2021-raw' : '2021-10'
}

function ask(trial: SmartModuleInstance, probe: Probe, enter: Enter): number {
  const { kind } = trial.facts
  const aggregate = kind === 'aggregate'
  return trial.call(
    kind,
    probeInputSize(probe, aggregate),
    (memory, at) => {
      writeProbeInput(memory, at, probe, aggregate)
    },
    PROBE_VERSION[probe] ?? 0,
    enter,
  )
}
