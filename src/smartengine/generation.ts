import {
  type Generation,
  PROBE_VERSION,
  type Probe,
  probeInputSize,
  writeProbeInput,
} from '../protocol/smartModuleInput.ts'
import type { Enter, SmartModuleInstance } from './instance.ts'
import type { ModuleFacts } from './moduleFacts.ts'

/** What modules before 0.7.2 (2023-07) answer to layouts they misread: "failed to decode base input". */
const CANNOT_DECODE = -11

/** Size of an output of the spring of 2021: an empty record list and no option of an error. */
const BARE_LIST = 4

/**
 * Finds the ABI generation a module was built for, with inputs that hold no record, so that no user code sees one.
 * @throws EngineError when a call fails
 */
export function probeGeneration(asked: SmartModuleInstance, enter: Enter): Generation {
  return asked.facts.parameters === 3 ? probeVersioned(asked, enter) : probeOf2021(asked, enter)
}

/** The generation of a module that cannot be asked: the newest with so many parameters. */
export function assumedGeneration({ parameters, kind }: ModuleFacts): Generation {
  return parameters === 3 ? 'v25' : kind === 'aggregate' ? '2021-08' : '2021-10'
}

function probeVersioned(asked: SmartModuleInstance, enter: Enter): Generation {
  if (ask(asked, 'v23', enter) !== CANNOT_DECODE) return 'v25'
  return ask(asked, 'v20', enter) !== CANNOT_DECODE ? 'v20' : 'v16'
}

function probeOf2021(asked: SmartModuleInstance, enter: Enter): Generation {
  if (asked.facts.kind === 'aggregate') {
    return ask(asked, '2021-08', enter) === CANNOT_DECODE ? '2021-10' : '2021-08'
  }
  const answer = ask(asked, '2021-10', enter)
  return answer >= 0 && asked.output(asked.facts.kind).length === BARE_LIST ? '2021-raw' : '2021-10'
}

function ask(asked: SmartModuleInstance, probe: Probe, enter: Enter): number {
  const { kind } = asked.facts
  const aggregate = kind === 'aggregate'
  return asked.call(
    kind,
    probeInputSize(probe, aggregate),
    (memory, at) => {
      writeProbeInput(memory, at, probe, aggregate)
    },
    PROBE_VERSION[probe] ?? 0,
    enter,
  )
}
