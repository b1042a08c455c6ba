import { readFileSync } from 'node:fs'
import type { Bytes } from '../../protocol/bytes.ts'
import { utf8 } from '../../protocol/bytes.ts'
import type { FluvioRecord } from '../../protocol/record.ts'
import { encodeRecordList } from '../../protocol/recordList.ts'
import { createChain } from '../chain.ts'
import type { BatchInput, Chain, StepSpec } from '../chainHost.ts'
import { EngineError, type Stage } from '../engineError.ts'
import { type PreflightLimits, preflight } from '../preflight.ts'

/** Reads a built sample. */
export function sample(name: string): Bytes {
  return new Uint8Array(readFileSync(new URL(`../../../public/smartmodules/${name}.wasm`, import.meta.url)))
}

/** A step from the bytes of a module. */
export function step(bytes: Bytes, more: Partial<StepSpec> = {}, limits: PreflightLimits = {}): StepSpec {
  const { facts, rewritten } = preflight(bytes, limits)
  return { name: 'under-test', code: rewritten, facts, params: {}, ...more }
}

/** Opens a chain. */
export async function open(
  steps: readonly StepSpec[],
  onStage: (step: number, stage: Stage) => void = () => {},
): Promise<Chain> {
  const chain = createChain()
  await chain.open({ steps }, onStage)
  return chain
}

/** A batch of records with the given values, no keys. */
export function batch(values: readonly (string | Bytes)[], baseOffset = 0): BatchInput {
  const records = values.map((value, offsetDelta) =>
    record({ value: typeof value === 'string' ? utf8(value) : value, offsetDelta }),
  )
  return { records: encodeRecordList(records), baseOffset, baseTimestamp: 1_700_000_000_000 }
}

/** A record with defaults. */
export function record(parts: Partial<FluvioRecord>): FluvioRecord {
  return { attributes: 0, timestampDelta: 0, offsetDelta: 0, key: null, value: new Uint8Array(0), headers: 0, ...parts }
}

/** The EngineError that a promise or call ends in. */
export async function failure(run: Promise<unknown> | (() => unknown)): Promise<EngineError> {
  try {
    await (typeof run === 'function' ? run() : run)
  } catch (error) {
    if (error instanceof EngineError) return error
    throw error
  }
  throw new Error('nothing was thrown')
}
