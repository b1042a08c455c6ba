/** The part of Trusted Types used here; not every browser has it. */
interface TrustedTypesScope {
  readonly trustedTypes?: {
    createPolicy(name: string, rules: { createScriptURL: (url: string) => string | null }): unknown
  }
}

/**
 * Makes the `default` Trusted Types policy of the SPU worker. It has to exist before the first sandbox is started,
 * because the build's wrapper of an inline worker passes a plain string to `new Worker`. Only `blob:` may be started,
 * and no text becomes HTML or script.
 * @param scope the global scope of the worker
 */
export function allowBlobWorkersOnly(scope: object): void {
  const { trustedTypes } = scope as TrustedTypesScope
  trustedTypes?.createPolicy('default', {
    createScriptURL: (url) => (url.startsWith('blob:') ? url : null),
  })
}
