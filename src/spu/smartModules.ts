import { type Bytes, toHex } from '../protocol/bytes.ts'
import type { ChainHost, OpenedStep, Overdue, StepSpec } from '../smartengine/chainHost.ts'
import { LIMITS } from '../smartengine/limits.ts'
import { type ModuleFacts, type PreflightLimits, preflight } from '../smartengine/preflight.ts'
import type { Catalog } from '../storage/catalog.ts'
import { type ChainStepRequest, type SmartModuleInfo, SpuError } from './spu.ts'
import type { Streams } from './streams.ts'

/** Compiled modules kept. A watched file gives a new one with every build. */
const COMPILED_KEPT = 24

/** SmartModules by name and by SHA-256, and what they compiled to. */
export class SmartModules {
  readonly #catalog: Catalog<ModuleFacts>
  readonly #chains: ChainHost
  readonly #streams: Streams
  readonly #limits: PreflightLimits
  /** by SHA-256, the one used last at the end */
  readonly #compiled = new Map<string, WebAssembly.Module>()

  constructor(catalog: Catalog<ModuleFacts>, chains: ChainHost, streams: Streams, limits: PreflightLimits = {}) {
    this.#catalog = catalog
    this.#chains = chains
    this.#streams = streams
    this.#limits = limits
  }

  /**
   * Reads a module's binary, tries it in a sandbox (compile, instantiate) and stores it. One that was stored before
   * is not tried again; it becomes the latest of its name.
   * @param stream names the trial for keepGoing and kill
   * @throws EngineError that says why it was refused
   */
  async add(
    stream: string,
    fileName: string,
    origin: 'built in' | 'file',
    wasm: Bytes,
    onOverdue: (overdue: Overdue | null) => void,
  ): Promise<SmartModuleInfo> {
    const sha256 = toHex(new Uint8Array(await crypto.subtle.digest('SHA-256', wasm)))
    const { facts, rewritten } = preflight(wasm, this.#limits)
    const module: SmartModuleInfo = { name: moduleName(fileName), fileName, sha256, bytes: wasm.length, origin, facts }
    const stored = await this.#catalog.modules()
    if (!stored.some((other) => other.sha256 === sha256)) {
      await this.#try(stream, { name: module.name, code: rewritten, facts, params: {} }, sha256, onOverdue)
    }
    await this.#catalog.addModule(module, wasm)
    return module
  }

  /** The latest module of each name, by name. */
  async list(): Promise<SmartModuleInfo[]> {
    const latest = new Map<string, SmartModuleInfo>()
    for (const module of await this.#catalog.modules()) latest.set(module.name, module)
    return [...latest.values()].sort((a, b) => (a.name < b.name ? -1 : 1))
  }

  /**
   * The steps of a chain, ready to be opened. A step may use an earlier build of its name.
   * @throws SpuError E_MODULE_MISSING with `name` and `sha256`
   */
  async steps(chain: readonly ChainStepRequest[]): Promise<StepSpec[]> {
    const stored = chain.length === 0 ? [] : await this.#catalog.modules()
    return Promise.all(
      chain.map(async ({ name, sha256, ...given }) => {
        const module = stored.find((other) => other.sha256 === sha256)
        const code = module && (this.#compiled.get(sha256) ?? (await this.#rewritten(sha256)))
        if (!code) throw new SpuError('E_MODULE_MISSING', `SmartModule ${name} is not loaded`, { name, sha256 })
        return { name, code, facts: module.facts, ...given }
      }),
    )
  }

  /** Keeps what a chain compiled, for the next one that uses it. */
  keep(chain: readonly ChainStepRequest[], opened: readonly OpenedStep[]): void {
    for (const [i, { sha256 }] of chain.entries()) this.#keep(sha256, opened[i]?.module)
  }

  async #rewritten(sha256: string): Promise<Bytes | undefined> {
    const wasm = await this.#catalog.moduleBytes(sha256)
    return wasm && preflight(wasm, this.#limits).rewritten
  }

  async #try(
    stream: string,
    step: StepSpec,
    sha256: string,
    onOverdue: (overdue: Overdue | null) => void,
  ): Promise<void> {
    const handle = this.#chains.start({ steps: [step], trial: true }, onOverdue)
    const leave = this.#streams.enter(stream, 0, {
      keepGoing: () => handle.keepGoing(),
      kill: () => handle.kill(),
    })
    try {
      const [opened] = await handle.open()
      this.#keep(sha256, opened?.module)
    } finally {
      leave()
      handle.close()
    }
  }

  #keep(sha256: string, module: WebAssembly.Module | undefined): void {
    if (!module) return
    this.#compiled.delete(sha256)
    this.#compiled.set(sha256, module)
    for (const oldest of this.#compiled.keys()) {
      if (this.#compiled.size <= COMPILED_KEPT) break
      this.#compiled.delete(oldest)
    }
  }
}

/** A file name as a name a cluster accepts: `My_Filter.wasm` is `my-filter`. */
export function moduleName(fileName: string): string {
  const name = fileName
    .replace(/\.wasm$/i, '')
    .toLowerCase()
    .replace(/[^a-z0-9-]/g, '-')
    .replace(/^-+/, '')
    .slice(0, LIMITS.nameLength)
    .replace(/-+$/, '')
  return name === '' ? 'smartmodule' : name
}
