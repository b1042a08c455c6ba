import type { Bytes } from '../../protocol/bytes.ts'
import type { SmartModuleInfo } from '../../spu/spu.ts'
import { moveTransform, type Transform } from '../../workspace/workspace.ts'
import { t } from '../strings/en.ts'
import type { Adding } from './addModules.ts'
import { type Context, editWorkspace, say } from './context.ts'
import { type BuiltIn, fetchOwn, type LibraryModule } from './library.ts'
import type { RunControl } from './runControl.ts'

export interface ModuleControl {
  /** A module of the user's. With the file name of a step it takes that step's place, params and position kept. */
  addFile(file: File): Promise<boolean>
  addBuiltIn(module: LibraryModule, params?: Readonly<Record<string, string>>): Promise<boolean>
  /** Loads a built-in without touching the chain. */
  loadBuiltIn(module: BuiltIn): Promise<SmartModuleInfo>
  setOn(id: string, on: boolean): void
  setParams(id: string, params: Readonly<Record<string, string>>): void
  move(from: number, to: number): void
  remove(id: string): void
  setChain(chain: readonly Transform[]): void
  keepGoingTrial(): void
  killTrial(): void
}

export function createModuleControl(context: Context, run: RunControl): ModuleControl {
  const { store } = context
  let trials = 0

  const chain = () => store.get().workspace.consumer.chain

  function setChain(next: readonly Transform[]): void {
    editWorkspace(context, (workspace) => ({ ...workspace, consumer: { ...workspace.consumer, chain: next } }))
    run.changed('now')
  }

  async function load(fileName: string, origin: 'built in' | 'file', wasm: Bytes): Promise<SmartModuleInfo> {
    trials += 1
    const stream = `trial-${trials}`
    const spu = await context.spu
    try {
      const info = await spu.addSmartModule(stream, fileName, origin, wasm, (overdue) => {
        store.patch({ trial: overdue && { stream, fileName, overdue } })
      })
      store.patch({ modules: await spu.listSmartModules() })
      return info
    } finally {
      if (store.get().trial?.stream === stream) store.patch({ trial: null })
    }
  }

  async function loadBuiltIn(module: BuiltIn): Promise<SmartModuleInfo> {
    const loaded = store.get().modules.find(({ sha256 }) => sha256 === module.sha256)
    if (loaded) return { ...loaded, name: module.name, fileName: module.file, origin: 'built in' }
    const wasm = new Uint8Array(await (await fetchOwn(`smartmodules/${module.file}`)).arrayBuffer())
    return load(module.file, 'built in', wasm)
  }

  /** Loads with the first module that is added. */
  async function adding(): Promise<Adding> {
    return (await import('./addModules.ts')).createAdding(context, { chain, setChain, load, loadBuiltIn })
  }

  return {
    loadBuiltIn,
    setChain,
    addFile: async (file) => (await adding()).addFile(file),
    addBuiltIn: async (module, params = {}) => (await adding()).addBuiltIn(module, params),
    setOn(id, on) {
      const name = chain().find((transform) => transform.id === id)?.name ?? ''
      setChain(chain().map((transform) => (transform.id === id ? { ...transform, on } : transform)))
      const alone = chain().every((transform) => !transform.on)
      if (on) say(context, t.switchedOn(name))
      else say(context, alone ? t.switchedOff(name, store.get().workspace.consumer.name) : t.switchedOffOneOf(name))
    },
    setParams(id, params) {
      editWorkspace(context, (workspace) => ({
        ...workspace,
        consumer: {
          ...workspace.consumer,
          chain: chain().map((transform) => (transform.id === id ? { ...transform, params } : transform)),
        },
      }))
      run.changed()
    },
    move(from, to) {
      const name = chain()[from]?.name
      if (name === undefined || to < 0 || to >= chain().length) return
      setChain(moveTransform(chain(), from, to))
      say(context, t.moved(name, to + 1, chain().length))
    },
    remove(id) {
      const before = chain()
      const removed = before.find((transform) => transform.id === id)
      if (!removed) return
      setChain(before.filter((transform) => transform !== removed))
      store.patch({ undo: { text: t.removed(removed.name), undo: async () => setChain(before) } })
      say(context, t.removed(removed.name))
    },
    keepGoingTrial() {
      const { trial } = store.get()
      if (trial)
        context.spu.then((spu) => spu.keepGoing(trial.stream)).catch((error) => context.fail('keepGoing', error))
    },
    killTrial() {
      const { trial } = store.get()
      if (trial) context.spu.then((spu) => spu.kill(trial.stream)).catch((error) => context.fail('kill', error))
    },
  }
}
