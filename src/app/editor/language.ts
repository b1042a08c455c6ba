/** Languages the editor colours. */
export type EditorLanguage = 'json' | 'rust' | 'plaintext'
