/*
 * Output buffers belong to nobody: a guest forgets them and Fluvio's engine never frees them. The guest's `dealloc`
 * takes a size, and allocators of recent Rust trap unless it is the size that was allocated, which is not the length
 * the guest passed to `copy_records`. Rust's allocator (dlmalloc) keeps the size in the four bytes before a buffer:
 * chunk size (a multiple of 8) with flags in the low three bits, chunk = 4 bytes + buffer.
 */

const IN_USE = 2
const FLAGS = 7
const HEAD = 4

/** Sizes that are tried, of each of the allocator's ways to find room. */
const TRIED = [40, 1000, 5000, 20_001]

/** Most bytes by which a chunk exceeds what was asked for. */
const MOST_EXTRA = 35

/** A module's own allocator. */
export interface Allocator {
  readonly memory: WebAssembly.Memory
  readonly alloc: (size: number) => number
  readonly dealloc: (pointer: number, size: number) => void
}

/**
 * Tries a module's allocator on an instance that is thrown away.
 * @returns true when sizes can be read from its buffers' heads
 */
export function readsDlmallocHeads({ memory, alloc, dealloc }: Allocator): boolean {
  try {
    const buffers = TRIED.map((size) => ({ size, pointer: alloc(size) >>> 0 }))
    const bytes = new DataView(memory.buffer)
    const free = buffers.map(({ size, pointer }) => {
      const chunk = chunkSize(bytes, pointer)
      return chunk >= size + HEAD && chunk <= size + MOST_EXTRA ? chunk - HEAD : null
    })
    if (free.includes(null)) return false
    for (const [i, { pointer }] of buffers.entries()) dealloc(pointer, free[i] ?? 0)
    return true
  } catch {
    return false
  }
}

/**
 * The size to pass to `dealloc` for an output buffer.
 * @returns null when its head does not look like one of a buffer of at least `length` bytes
 */
export function outputSize(memory: WebAssembly.Memory, pointer: number, length: number): number | null {
  const chunk = chunkSize(new DataView(memory.buffer), pointer)
  return chunk >= length + HEAD ? chunk - HEAD : null
}

/** Size of the chunk in use whose buffer starts at `pointer`; 0 when there is none. */
function chunkSize(bytes: DataView, pointer: number): number {
  if (pointer % 8 !== 0 || pointer < 8 || pointer > bytes.byteLength) return 0
  const head = bytes.getUint32(pointer - HEAD, true)
  const size = (head & ~FLAGS) >>> 0
  return (head & IN_USE) !== 0 && pointer - HEAD + size <= bytes.byteLength ? size : 0
}
