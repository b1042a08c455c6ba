import type { Plugin } from 'vite'

/** Where the fallback of Vite's wrapper begins (Vite 8, plugin vite:worker). A minified worker has no such line end. */
const FALLBACK = 'catch(e) {\n'

/**
 * Vite's wrapper of an inline worker falls back to a `data:` URL. The content policy admits no such worker, and the
 * fallback costs more than the worker: the minifier works it out, so that the script is there a second time,
 * percent-encoded. Here the wrapper throws what it would have caught, and the minifier drops the rest.
 * For builds: among the page's plugins and, because one worker starts another, among the workers' own.
 */
export function blobWorkers(): Plugin {
  return {
    name: 'blob-workers',
    apply: 'build',
    enforce: 'pre',
    transform: {
      filter: { id: /[?&]worker&inline\b/ },
      handler(code) {
        if (!code.includes(FALLBACK)) this.error('Vite wraps inline workers in another way than blobWorkers() knows')
        return { code: code.replace(FALLBACK, 'catch (e) { throw e;\n'), map: null }
      },
    },
  }
}
