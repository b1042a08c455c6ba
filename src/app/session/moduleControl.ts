import type { Bytes } from '../../protocol/bytes.ts'
import { isEngineError } from '../../smartengine/engineError.ts'
import { LIMITS } from '../../smartengine/limits.ts'
import { isSpuError, type SmartModuleInfo } from '../../spu/spu.ts'
import { moveTransform, type Transform } from '../../workspace/workspace.ts'
import { t } from '../strings/en.ts'
import { type Context, editWorkspace, say } from './context.ts'
import { type BuiltIn, fetchOwn, type LibraryModule } from './library.ts'
import type { RunControl } from './runControl.ts'
import type { Refusal } from './state.ts'

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

  function refuse(refusal: Refusal): void {
    const others = store.get().refusals.filter(({ fileName }) => fileName !== refusal.fileName)
    store.patch({ refusals: [...others, refusal] })
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

  /** Puts a loaded module into the chain: in place of the step made from a file of the same name, else at the end. */
  function place(info: SmartModuleInfo, params: Readonly<Record<string, string>>): void {
    const replaced = chain().findIndex(
      (transform) => transform.origin === 'file' && transform.fileName === info.fileName,
    )
    const module = { name: info.name, fileName: info.fileName, sha256: info.sha256, origin: info.origin }
    if (info.origin === 'file' && replaced >= 0) {
      setChain(chain().map((transform, index) => (index === replaced ? { ...transform, ...module } : transform)))
      say(context, t.replaced(info.fileName, replaced + 1))
      return
    }
    setChain([...chain(), { id: crypto.randomUUID(), ...module, on: true, params }])
    say(context, info.origin === 'file' ? t.added(info.fileName, info.name) : t.addedBuiltIn(info.name))
  }

  async function loadBuiltIn(module: BuiltIn): Promise<SmartModuleInfo> {
    const loaded = store.get().modules.find(({ sha256 }) => sha256 === module.sha256)
    if (loaded) return { ...loaded, name: module.name, fileName: module.file, origin: 'built in' }
    const wasm = new Uint8Array(await (await fetchOwn(`smartmodules/${module.file}`)).arrayBuffer())
    return load(module.file, 'built in', wasm)
  }

  return {
    loadBuiltIn,
    setChain,
    async addFile(file) {
      store.patch({ refusals: store.get().refusals.filter(({ fileName }) => fileName !== file.name) })
      try {
        // Larger files are not read at all: the size is enough to refuse them.
        if (file.size > LIMITS.moduleBytes) {
          refuse({
            fileName: file.name,
            code: 'E_TOO_BIG',
            message: `${file.size} bytes, limit ${LIMITS.moduleBytes}`,
            details: { bytes: file.size, limit: LIMITS.moduleBytes },
            file: null,
          })
          return false
        }
        place(await load(file.name, 'file', new Uint8Array(await file.arrayBuffer())), {})
        return true
      } catch (error) {
        if (!isEngineError(error) && !isSpuError(error)) {
          context.fail('addSmartModule', error)
          return false
        }
        const asRecord = error.code === 'E_NOT_WASM' && file.size > 0 ? file : null
        refuse({
          fileName: file.name,
          code: error.code,
          message: error.message,
          details: error.details,
          file: asRecord,
        })
        return false
      }
    },
    async addBuiltIn(module, params = {}) {
      try {
        place(await loadBuiltIn(module), params)
        return true
      } catch (error) {
        if (isEngineError(error)) {
          refuse({
            fileName: module.file,
            code: error.code,
            message: error.message,
            details: error.details,
            file: null,
          })
        } else context.fail('addSmartModule', error)
        return false
      }
    },
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
