import type { Bytes } from '../../protocol/bytes.ts'
import { isEngineError } from '../../smartengine/engineError.ts'
import { LIMITS } from '../../smartengine/limits.ts'
import { isSpuError, type SmartModuleInfo } from '../../spu/spu.ts'
import type { Transform } from '../../workspace/workspace.ts'
import { kindOfFile } from '../importing/kindOfFile.ts'
import { t } from '../strings/en.ts'
import { type Context, say } from './context.ts'
import type { BuiltIn, LibraryModule } from './library.ts'
import type { Refusal } from './state.ts'

/** Adding modules to the chain: loaded with the first of them. */
export interface Adding {
  addFile(file: File): Promise<boolean>
  addBuiltIn(module: LibraryModule, params: Readonly<Record<string, string>>): Promise<boolean>
}

/** What adding needs of the chain's control. */
interface ChainAccess {
  chain(): readonly Transform[]
  setChain(chain: readonly Transform[]): void
  load(fileName: string, origin: 'built in' | 'file', wasm: Bytes): Promise<SmartModuleInfo>
  loadBuiltIn(module: BuiltIn): Promise<SmartModuleInfo>
}

export function createAdding(context: Context, { chain, setChain, load, loadBuiltIn }: ChainAccess): Adding {
  const { store } = context

  function refuse(refusal: Refusal): void {
    const others = store.get().refusals.filter(({ fileName }) => fileName !== refusal.fileName)
    store.patch({ refusals: [...others, refusal] })
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

  return {
    async addFile(file) {
      let looksLike = ''
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
        const wasm = new Uint8Array(await file.arrayBuffer())
        looksLike = kindOfFile(wasm)
        place(await load(file.name, 'file', wasm), {})
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
          details: error.code === 'E_NOT_WASM' ? { ...error.details, looksLike } : error.details,
          file: asRecord,
        })
        return false
      }
    },
    async addBuiltIn(module, params) {
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
  }
}
