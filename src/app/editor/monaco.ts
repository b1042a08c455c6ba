import 'monaco-editor/features/register.all'
import 'monaco-editor/languages/definitions/rust/register'
import 'monaco-editor/languages/features/json/register'
import * as monaco from 'monaco-editor/editor'
import EditorWorker from 'monaco-editor/editor/editor.worker?worker'
import JsonWorker from 'monaco-editor/languages/features/json/json.worker?worker'
import type { EditorLanguage } from './language.ts'

// Without these the editor's base worker is silently dead.
self.MonacoEnvironment = {
  getWorker: (_, label) => (label === 'json' ? new JsonWorker() : new EditorWorker()),
}

/**
 * Opens an editor in an element.
 * @returns what the element's owner may do with it
 */
export function openMonaco(
  element: HTMLElement,
  options: {
    label: string
    language: EditorLanguage
    readOnly: boolean
    text: string
    caret: number
    onChange: (text: string) => void
  },
): { setText(text: string): void; focus(): void; dispose(): void } {
  const model = monaco.editor.createModel(options.text, options.language)
  const editor = monaco.editor.create(element, {
    model,
    ariaLabel: options.label,
    readOnly: options.readOnly,
    theme: themeNow(),
    minimap: { enabled: false },
    stickyScroll: { enabled: false },
    automaticLayout: true,
    wordWrap: 'on',
    fontSize: 13,
    scrollBeyondLastLine: false,
    lineNumbersMinChars: 3,
    renderControlCharacters: true,
    // Strings of records and of strangers' modules are shown as text, never as markup.
    hover: { enabled: 'off' },
    links: false,
  })
  editor.setPosition(model.getPositionAt(options.caret))
  let quiet = false
  const changes = model.onDidChangeContent(() => {
    if (!quiet) options.onChange(model.getValue())
  })
  // Esc frees Tab for the next key; Ctrl+M, Monaco's own, frees it until it is pressed again.
  editor.onKeyDown(({ keyCode }) => {
    if (keyCode === monaco.KeyCode.Escape) editor.updateOptions({ tabFocusMode: true })
    else if (keyCode !== monaco.KeyCode.Tab && keyCode !== monaco.KeyCode.Shift)
      editor.updateOptions({ tabFocusMode: false })
  })
  editor.onDidBlurEditorWidget(() => editor.updateOptions({ tabFocusMode: false }))
  const themes = new MutationObserver(() => monaco.editor.setTheme(themeNow()))
  themes.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] })
  return {
    setText(text) {
      if (text === model.getValue()) return
      quiet = true
      model.setValue(text)
      quiet = false
    },
    focus: () => editor.focus(),
    dispose() {
      themes.disconnect()
      changes.dispose()
      editor.dispose()
      model.dispose()
    },
  }
}

function themeNow(): string {
  const { theme } = document.documentElement.dataset
  if (theme === 'contrast') return 'hc-black'
  const dark = theme === 'dark' || (theme === undefined && matchMedia('(prefers-color-scheme: dark)').matches)
  return dark ? 'vs-dark' : 'vs'
}
