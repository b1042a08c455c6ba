import type { Plugin } from 'vite'

/** Where the fallback of Vite's wrapper begins (Vite 8, plugin vite:worker). A minified worker has no such line end. */
const FALLBACK = 'catch(e) {\n'

/** What it puts before the script: the address of the worker is gone as soon as it runs. */
const REVOKED = "'(self.URL || self.webkitURL).revokeObjectURL(self.location.href);',"

/**
 * Vite's wrapper of an inline worker falls back to a `data:` URL. The content policy admits no such worker, and the
 * fallback costs more than the worker: the minifier works it out, so that the script is there a second time,
 * percent-encoded. Here the wrapper throws what it would have caught, and the minifier drops the rest.
 * And a worker keeps its address: the SPU starts its sandboxes from it.
 */
export function blobWorkers(): Plugin {
  return {
    name: 'blob-workers',
    apply: 'build',
    enforce: 'pre',
    transform: {
      filter: { id: /[?&]worker&inline\b/ },
      handler(code) {
        const known = code.includes(FALLBACK) && code.includes(REVOKED)
        if (!known) this.error('Vite wraps inline workers in another way than blobWorkers() knows')
        return { code: code.replace(FALLBACK, 'catch (e) { throw e;\n').replace(REVOKED, ''), map: null }
      },
    },
  }
}
