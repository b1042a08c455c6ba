import { closeOutwardGlobals } from '../outwardGlobals.ts'

/** What a probe found in its worker. */
export interface ProbeReport {
  /** names asked for that exist before and after closing */
  readonly before: readonly string[]
  readonly after: readonly string[]
  /** what closing could not remove */
  readonly left: readonly string[]
  /** same, after a global was added that cannot be deleted */
  readonly leftWithLeak: readonly string[]
  /** what text that becomes code came to, per kind of function */
  readonly compiled: readonly unknown[]
  /** a module compiled, a random byte and a time: what SmartModules need goes on working */
  readonly works: boolean
}

/** Closes its own scope, and tries what it can still do. Asked with a list of names. */
self.addEventListener('message', async (event: MessageEvent<readonly string[]>) => {
  const names = event.data
  const scope: object = self
  const fetched = () => {}
  const functions = [() => {}, function* () {}, async () => {}, async function* () {}]
  const reachable = () => names.filter((name) => name in scope && Reflect.get(scope, name) !== undefined)

  const before = reachable()
  const left = closeOutwardGlobals(scope)
  const after = reachable()
  const compiled = functions.map((sample) => {
    const made: unknown = Reflect.construct(sample.constructor, ['return 1'])
    return typeof made
  })
  const module = await WebAssembly.compile(new Uint8Array([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]))
  const works =
    module instanceof WebAssembly.Module &&
    crypto.getRandomValues(new Uint8Array(1)).length === 1 &&
    performance.now() > 0 &&
    new TextDecoder().decode(new TextEncoder().encode('é')) === 'é'
  Object.defineProperty(scope, 'leak', { get: () => fetched, configurable: false })
  const leftWithLeak = closeOutwardGlobals(scope)
  self.postMessage({ before, after, left, leftWithLeak, compiled, works } satisfies ProbeReport)
})
