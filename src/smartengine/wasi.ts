import { EngineError } from './engineError.ts'
import type { HostCalls } from './hostCalls.ts'
import { LIMITS } from './limits.ts'
import type { ModuleLog } from './moduleLog.ts'
import { WASI_NAMES } from './wasiNames.ts'

/** Error numbers of WASI preview 1. Source: WebAssembly/WASI, legacy/preview1/docs.md, errno. */
const ERRNO = { success: 0, badf: 8, fault: 21, inval: 28, nosys: 52, spipe: 70 } as const

/** Most buffers that one fd_write may pass. */
const MOST_BUFFERS = 1024

type WasiFunction = (...args: never[]) => number

/**
 * WASI preview 1 without a world: text goes into a log, clocks and random numbers work, there are no arguments, no
 * environment and no files. Functions that are not done answer an errno. Pointers are checked, work is bounded.
 */
export function wasiFunctions(host: HostCalls, log: ModuleLog): Record<string, WasiFunction> {
  const functions: Record<string, WasiFunction> = Object.create(null)
  for (const name of WASI_NAMES) functions[name] = () => stubErrno(name)
  functions.args_sizes_get = functions.environ_sizes_get = (count: number, size: number) =>
    writeZeros(host, count, size)
  functions.args_get = functions.environ_get = () => ERRNO.success
  functions.sched_yield = () => ERRNO.success
  functions.fd_write = (fd: number, buffers: number, count: number, written: number) =>
    fdWrite(host, log, fd, buffers, count, written)
  functions.fd_close = (fd: number) => (isStandard(fd) ? ERRNO.success : ERRNO.badf)
  functions.fd_seek = (fd: number) => (isStandard(fd) ? ERRNO.spipe : ERRNO.badf)
  functions.fd_fdstat_get = (fd: number, target: number) => fdStat(host, fd, target)
  functions.clock_time_get = (clock: number, _precision: bigint, target: number) => clockTime(host, clock, target)
  functions.random_get = (target: number, length: number) => random(host, target, length)
  functions.proc_exit = (status: number) =>
    host.end(new EngineError('E_EXIT', `proc_exit(${status})`, { status, function: 'proc_exit' }))
  return functions
}

function stubErrno(name: string): number {
  return name.startsWith('path_') || name.startsWith('fd_prestat_') ? ERRNO.badf : ERRNO.nosys
}

/** stdin, stdout, stderr */
function isStandard(fd: number): boolean {
  return fd >= 0 && fd <= 2
}

function writeZeros(host: HostCalls, first: number, second: number): number {
  const targets = [host.view(first, 4), host.view(second, 4)]
  if (targets.includes(null)) return ERRNO.fault
  for (const target of targets) target?.fill(0)
  return ERRNO.success
}

/** Writes at most `LIMITS.wasiBytes` of the buffers' bytes, and says how many. */
function fdWrite(host: HostCalls, log: ModuleLog, fd: number, buffers: number, count: number, written: number): number {
  if (fd !== 1 && fd !== 2) return ERRNO.badf
  if (count >>> 0 > MOST_BUFFERS) return ERRNO.inval
  const list = dataView(host, buffers, (count >>> 0) * 8)
  const result = dataView(host, written, 4)
  if (list === null || result === null) return ERRNO.fault
  let total = 0
  for (let at = 0; at < list.byteLength && total < LIMITS.wasiBytes; at += 8) {
    const bytes = host.view(list.getUint32(at, true), list.getUint32(at + 4, true))
    if (bytes === null) return ERRNO.fault
    const part = bytes.subarray(0, LIMITS.wasiBytes - total)
    log.write(fd, part)
    total += part.length
  }
  result.setUint32(0, total, true)
  return ERRNO.success
}

/** fdstat: u8 file type, u16 flags, u64 rights, u64 inherited rights. A character device that can be written to. */
function fdStat(host: HostCalls, fd: number, target: number): number {
  if (!isStandard(fd)) return ERRNO.badf
  const stat = dataView(host, target, 24)
  if (stat === null) return ERRNO.fault
  for (let at = 0; at < 24; at++) stat.setUint8(at, 0)
  stat.setUint8(0, 2)
  if (fd !== 0) stat.setUint8(8, 0x40)
  return ERRNO.success
}

/** Clock 0 is the time of day, the others count from some moment; in nanoseconds. */
function clockTime(host: HostCalls, clock: number, target: number): number {
  if (clock < 0 || clock > 3) return ERRNO.inval
  const result = dataView(host, target, 8)
  if (result === null) return ERRNO.fault
  const ms = clock === 0 ? Date.now() : performance.now()
  result.setBigUint64(0, BigInt(Math.round(ms * 1000)) * 1000n, true)
  return ERRNO.success
}

function random(host: HostCalls, target: number, length: number): number {
  if (length >>> 0 > LIMITS.wasiBytes) return ERRNO.inval
  const bytes = host.view(target, length)
  if (bytes === null) return ERRNO.fault
  crypto.getRandomValues(bytes)
  return ERRNO.success
}

function dataView(host: HostCalls, pointer: number, length: number): DataView | null {
  const bytes = host.view(pointer, length)
  return bytes === null ? null : new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}
