/** Trusted Types, as far as they are used here; not in TypeScript's library yet. */
interface TrustedTypes {
  createPolicy(name: string, rules: { createScriptURL(url: string): string }): unknown
}

/**
 * The page's Trusted Types policy: worker scripts may come from blobs made here and from the build's own folder.
 * There is no createHTML and no createScript, so a string that reaches innerHTML or eval throws.
 */
export function installScriptPolicy(): void {
  const { trustedTypes } = globalThis as { trustedTypes?: TrustedTypes }
  trustedTypes?.createPolicy('default', {
    createScriptURL(url) {
      const target = new URL(url, document.baseURI)
      const own =
        target.origin === location.origin && target.pathname.startsWith(new URL('assets/', document.baseURI).pathname)
      if (target.protocol === 'blob:' || own) return url
      throw new TypeError(`this page starts no script from ${target.origin}`)
    },
  })
}
