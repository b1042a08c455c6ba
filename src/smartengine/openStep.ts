import { utf8 } from '../protocol/bytes.ts'
import { DecodeError } from '../protocol/decodeError.ts'
import { encodeInit, encodeParams, type Generation, LONGEST_PARAM } from '../protocol/smartModuleInput.ts'
import { decodeInitOutput } from '../protocol/smartModuleOutput.ts'
import { INIT_ERROR_STATUS, initStatusText, renderInitError } from '../protocol/smartModuleStatus.ts'
import type { StepSpec } from './chainHost.ts'
import type { Convention } from './convention.ts'
import { EngineError } from './engineError.ts'
import { assumedGeneration, probeGeneration } from './generation.ts'
import { type Enter, type Place, SmartModuleInstance } from './instance.ts'
import { WASM_PAGE } from './limits.ts'
import { StepCalls } from './stepCalls.ts'

/** Version `init` is called with, that of an SPU. Modules that know less ignore what is added to its input. */
const INIT_VERSION = 25

/** Growth, in bytes, that is more than a usual module needs before its first record. */
const MUCH_MEMORY = 16 * 1024 * 1024

/** Most entries of Fluvio's map of params (its count has 16 bits). */
const MOST_PARAMS = 65_535

/** A started step of a chain. */
export interface OpenStep {
  readonly name: string
  readonly module: WebAssembly.Module
  readonly calls: StepCalls
}

/**
 * Starts one SmartModule of a chain: compile, instantiate, init, and find the generation it was built for.
 * @param index place in the chain
 * @throws EngineError E_PARAM, E_COMPILE, E_INSTANTIATE, E_INIT, E_STATUS, E_TRAP …
 */
export async function openStep(spec: StepSpec, index: number, convention: Convention, enter: Enter): Promise<OpenStep> {
  const place = { step: index, smartModule: spec.name }
  checkParams(spec, place)
  const module = await compile(spec, place, enter)
  enter('instantiate')
  const fresh = await SmartModuleInstance.create(module, spec.facts, place)
  if (convention.generation !== null && spec.facts.parameters === 2) throw tooFewParameters(fresh, spec)
  init(fresh, spec, enter)
  let instance = fresh
  let { generation } = convention
  if (generation === null) {
    enter('probe')
    const learnt = await learn(fresh, module, place, enter)
    instance = learnt.instance
    generation = learnt.generation
    if (instance !== fresh) init(instance, spec, enter)
  }
  const params = encodeParams(Object.entries(spec.params))
  const calls = new StepCalls(instance, generation, convention, params, spec.accumulator)
  return { name: spec.name, module, calls }
}

/**
 * Finds out the generation of a module and whether its outputs can be freed. That takes calls which no stream would
 * make, so a second instance is asked and thrown away, and one that fails is taken as a module of today: its failure
 * comes back with the first batch. But a module that takes much memory does not get it twice: then there is one
 * instance to go on with, the one that was asked, and its failure is the step's.
 * @param fresh an instance after its init
 * @returns the instance to go on with; if it is not the fresh one, its init was not called
 */
async function learn(
  fresh: SmartModuleInstance,
  module: WebAssembly.Module,
  place: Place,
  enter: Enter,
): Promise<{ instance: SmartModuleInstance; generation: Generation }> {
  const asked = takesMuch(fresh) ? fresh : await SmartModuleInstance.create(module, fresh.facts, place)
  let generation: Generation
  try {
    generation = probeGeneration(asked, enter)
  } catch (failure) {
    if (!(failure instanceof EngineError) || takesMuch(asked)) throw failure
    generation = assumedGeneration(fresh.facts)
  }
  if (takesMuch(asked)) return { instance: asked, generation }
  fresh.calibrate(asked)
  return { instance: fresh, generation }
}

function takesMuch({ memoryBytes, facts }: SmartModuleInstance): boolean {
  return memoryBytes > facts.memory.min * WASM_PAGE + MUCH_MEMORY
}

/**
 * Compiles and instantiates a module, and nothing else: its start function runs.
 * @throws EngineError E_COMPILE, E_INSTANTIATE …
 */
export async function tryStep(spec: StepSpec, index: number, enter: Enter): Promise<WebAssembly.Module> {
  const place = { step: index, smartModule: spec.name }
  const module = await compile(spec, place, enter)
  enter('instantiate')
  await SmartModuleInstance.create(module, spec.facts, place)
  return module
}

async function compile({ code }: StepSpec, place: Place, enter: Enter): Promise<WebAssembly.Module> {
  if (code instanceof WebAssembly.Module) return code
  enter('compile')
  try {
    return await WebAssembly.compile(code)
  } catch (thrown) {
    const raw = thrown instanceof Error ? thrown.message : String(thrown)
    const details = { raw, stage: 'compile', smartModule: place.smartModule }
    throw new EngineError('E_COMPILE', raw, details, place.step)
  }
}

/** A transform of 2021, for an SPU of today. */
function tooFewParameters(instance: SmartModuleInstance, { facts }: StepSpec): EngineError {
  const rendered = 'type mismatch with parameters'
  return instance.error('E_SIGNATURE', `${facts.kind} has 2 parameters, an SPU passes 3`, { rendered })
}

/** Calls init where there is one, with the params and the look back. */
function init(instance: SmartModuleInstance, spec: StepSpec, enter: Enter): void {
  if (!instance.facts.hasInit) return
  const input = encodeInit(Object.entries(spec.params), spec.lookback, INIT_VERSION)
  const status = instance.call('init', input.length, (memory, at) => memory.set(input, at), INIT_VERSION, enter)
  if (status >= 0) return
  if (status !== INIT_ERROR_STATUS) throw instance.statusError(status, initStatusText(status), 'init')
  const { hint } = readInitError(instance)
  throw instance.error('E_INIT', hint, { hint, stage: 'init', status, rendered: renderInitError({ hint }) })
}

function readInitError(instance: SmartModuleInstance): { hint: string } {
  try {
    return decodeInitOutput(instance.output('init'))
  } catch (error) {
    if (error instanceof DecodeError) throw instance.badOutput(error, 'init')
    throw error
  }
}

/** Details: param (its key), bytes, limit. */
function checkParams({ params }: StepSpec, place: Place): void {
  const entries = Object.entries(params)
  const fail = (message: string, details: Record<string, string | number>) =>
    new EngineError('E_PARAM', message, { ...details, smartModule: place.smartModule }, place.step)
  if (entries.length > MOST_PARAMS) {
    throw fail(`${entries.length} params, at most ${MOST_PARAMS}`, { count: entries.length, limit: MOST_PARAMS })
  }
  for (const [key, value] of entries) {
    const bytes = Math.max(utf8(key).length, utf8(value).length)
    if (bytes <= LONGEST_PARAM) continue
    const param = key.slice(0, 60)
    throw fail(`param ${param} has ${bytes} bytes, at most ${LONGEST_PARAM}`, { param, bytes, limit: LONGEST_PARAM })
  }
}
