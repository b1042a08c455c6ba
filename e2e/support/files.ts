import type { Locator } from '@playwright/test'

/** A file as a person has it on disk. */
export interface TestFile {
  readonly name: string
  readonly bytes: Uint8Array | string
}

/** What a file chooser takes. */
export function asPayload({ name, bytes }: TestFile): { name: string; mimeType: string; buffer: Buffer } {
  return { name, mimeType: '', buffer: Buffer.from(bytes) }
}

/** Drags files into the window and drops them on an element, as the browser does it: enter, over, drop. */
export async function dropFiles(target: Locator, files: readonly TestFile[]): Promise<void> {
  await dragFiles(target, files, ['dragenter', 'dragover', 'drop'])
}

/** The same, event by event: to see what the page shows while files hang over it. */
export async function dragFiles(
  target: Locator,
  files: readonly TestFile[],
  events: readonly ('dragenter' | 'dragover' | 'dragleave' | 'drop')[],
): Promise<void> {
  const data = files.map(({ name, bytes }) => ({ name, base64: Buffer.from(bytes).toString('base64') }))
  await target.evaluate(
    (element, { data, events }) => {
      const transfer = new DataTransfer()
      for (const { name, base64 } of data) {
        const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0))
        transfer.items.add(new File([bytes], name))
      }
      for (const type of events) {
        element.dispatchEvent(
          new DragEvent(type, { bubbles: true, cancelable: true, composed: true, dataTransfer: transfer }),
        )
      }
    },
    { data, events: [...events] },
  )
}
