import type { Plugin } from 'vite'

/**
 * The content policy of the built page. Both our workers start from blobs and inherit it, also when nested.
 * Monaco needs inline styles and the named Trusted Types policies; nothing else in it is wider than the app needs.
 */
const POLICY = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "worker-src 'self' blob:",
  "connect-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "font-src 'self'",
  "img-src 'self' data:",
  "manifest-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "object-src 'none'",
  "frame-src 'none'",
  "require-trusted-types-for 'script'",
  'trusted-types default dompurify defaultWorkerFactory diffEditorWidget diffReview domLineBreaksComputer ' +
    "editorGhostText editorViewLayer richScreenReaderContent standaloneColorizer stickyScrollViewLayer tokenizeToString 'allow-duplicates'",
].join('; ')

/**
 * Puts the policy into index.html, builds only: the dev server needs inline scripts and a socket. Hosts that read a
 * `_headers` file get it as a header too, with the one directive that a meta element cannot carry.
 */
export function contentPolicy(): Plugin {
  return {
    name: 'content-policy',
    apply: 'build',
    transformIndexHtml: () => [
      { tag: 'meta', attrs: { 'http-equiv': 'Content-Security-Policy', content: POLICY }, injectTo: 'head-prepend' },
    ],
    generateBundle() {
      this.emitFile({
        type: 'asset',
        fileName: '_headers',
        source: `/*\n  Content-Security-Policy: ${POLICY}; frame-ancestors 'self'\n  X-Content-Type-Options: nosniff\n`,
      })
      this.emitFile({ type: 'asset', fileName: '.nojekyll', source: '' })
    },
  }
}
