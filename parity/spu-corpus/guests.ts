import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Bytes } from '../../src/protocol/bytes.ts'
import { CorpusError, readExpanded } from './lines.ts'

/** Modules by name. */
export type Guests = ReadonlyMap<string, Bytes>

const BLOCK = 512

/**
 * The modules of a tar archive (ustar): each file `NAME.wasm` under NAME.
 * @throws CorpusError when it is not one
 */
function untar(archive: Uint8Array): Map<string, Bytes> {
  const guests = new Map<string, Bytes>()
  const text = (at: number, size: number) => {
    const field = archive.subarray(at, at + size)
    const end = field.indexOf(0)
    return new TextDecoder().decode(end < 0 ? field : field.subarray(0, end))
  }
  let at = 0
  while (at + BLOCK <= archive.length && archive[at] !== 0) {
    const name = text(at, 100)
    const size = Number.parseInt(text(at + 124, 12), 8)
    const from = at + BLOCK
    if (!Number.isSafeInteger(size) || from + size > archive.length) {
      throw new CorpusError(`the archive of modules is damaged at ${name || `byte ${at}`}`)
    }
    if (name.endsWith('.wasm')) guests.set(name.replace(/\.wasm$/, ''), archive.slice(from, from + size))
    at = from + Math.ceil(size / BLOCK) * BLOCK
  }
  return guests
}

/** The modules of the shipped corpus. */
export async function shippedGuests(): Promise<Map<string, Bytes>> {
  return untar(await readExpanded(fileURLToPath(new URL('guests/wasm.tar.br', import.meta.url))))
}

/**
 * The modules in a folder: each file `NAME.wasm` under NAME.
 * @throws CorpusError when the folder cannot be read
 */
export async function guestsIn(folder: string): Promise<Map<string, Bytes>> {
  let files: string[]
  try {
    files = (await readdir(folder)).filter((file) => file.endsWith('.wasm'))
  } catch {
    throw new CorpusError(`--guests ${folder}: there is no such folder`)
  }
  const read = files.map(async (file) => {
    return [file.replace(/\.wasm$/, ''), new Uint8Array(await readFile(join(folder, file)))] as const
  })
  return new Map(await Promise.all(read))
}
