import type { SmartModuleKind } from '../../smartengine/engineError.ts'

/** A built-in SmartModule, from public/smartmodules/catalog.json. */
export interface LibraryModule {
  readonly name: string
  readonly kind: SmartModuleKind | null
  /** it also looks back */
  readonly lookBack?: true
  readonly shelf: 'sample' | 'broken'
  readonly summary: string
  readonly params: readonly LibraryParam[]
  readonly masks: boolean
  readonly canFail: string | null
  readonly topics: readonly LibraryExample[]
  readonly file: string
  readonly size: number
  readonly sha256: string
}

/** A topic to try a module on, with params. `initial` and `lookBack` are there where they are the point of it. */
interface LibraryExample {
  readonly topic: string
  readonly params?: Readonly<Record<string, string>>
  /** initial accumulator of an aggregate */
  readonly initial?: string
  readonly lookBack?: { readonly last: number }
}

export interface LibraryParam {
  readonly name: string
  readonly description: string
  readonly required: boolean
  readonly default?: string
  readonly example?: string
  readonly options?: readonly string[]
}

/** What is needed to load a built-in; the hash tells whether it is loaded already. */
export type BuiltIn = Pick<LibraryModule, 'name' | 'file'> & { readonly sha256?: string }

/** A data set, from public/data/catalog.json. */
export interface LibraryTopic {
  readonly name: string
  readonly records: number
  readonly bytes: number
  readonly summary: string
  /** made in the browser: the first so many generated accounts */
  readonly generated?: true
}

/** A file that came with the page. Rejects with the status when the host does not have it. */
export async function fetchOwn(path: string): Promise<Response> {
  const response = await fetch(new URL(path, document.baseURI))
  if (!response.ok) throw new Error(`${path}: ${response.status} ${response.statusText}`)
  return response
}

/** The catalogues of built-in modules and data sets. */
export async function fetchLibrary(): Promise<{ modules: LibraryModule[]; topics: LibraryTopic[] }> {
  const [modules, topics] = await Promise.all([
    fetchOwn('smartmodules/catalog.json').then((response) => response.json() as Promise<{ modules: LibraryModule[] }>),
    fetchOwn('data/catalog.json').then((response) => response.json() as Promise<{ topics: LibraryTopic[] }>),
  ])
  return { modules: modules.modules, topics: topics.topics }
}
