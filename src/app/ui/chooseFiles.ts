/** Opens the browser's file chooser. Works in every browser, by keyboard, and without any permission. */
export function chooseFiles(accept: string, onFiles: (files: File[]) => void): void {
  const input = document.createElement('input')
  input.type = 'file'
  input.multiple = true
  input.accept = accept
  input.addEventListener('change', () => onFiles([...(input.files ?? [])]))
  input.click()
}
