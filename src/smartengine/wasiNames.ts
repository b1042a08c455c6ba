/**
 * The functions of WASI preview 1 (module `wasi_snapshot_preview1`) with their parameters, i for i32 and I for i64.
 * All answer an errno (i32), except proc_exit, which does not return.
 * Source: WebAssembly/WASI, legacy/preview1/witx/wasi_snapshot_preview1.witx.
 */
const PARAMETERS: ReadonlyMap<string, string> = new Map([
  ['args_get', 'ii'],
  ['args_sizes_get', 'ii'],
  ['clock_res_get', 'ii'],
  ['clock_time_get', 'iIi'],
  ['environ_get', 'ii'],
  ['environ_sizes_get', 'ii'],
  ['fd_advise', 'iIIi'],
  ['fd_allocate', 'iII'],
  ['fd_close', 'i'],
  ['fd_datasync', 'i'],
  ['fd_fdstat_get', 'ii'],
  ['fd_fdstat_set_flags', 'ii'],
  ['fd_fdstat_set_rights', 'iII'],
  ['fd_filestat_get', 'ii'],
  ['fd_filestat_set_size', 'iI'],
  ['fd_filestat_set_times', 'iIIi'],
  ['fd_pread', 'iiiIi'],
  ['fd_prestat_dir_name', 'iii'],
  ['fd_prestat_get', 'ii'],
  ['fd_pwrite', 'iiiIi'],
  ['fd_read', 'iiii'],
  ['fd_readdir', 'iiiIi'],
  ['fd_renumber', 'ii'],
  ['fd_seek', 'iIii'],
  ['fd_sync', 'i'],
  ['fd_tell', 'ii'],
  ['fd_write', 'iiii'],
  ['path_create_directory', 'iii'],
  ['path_filestat_get', 'iiiii'],
  ['path_filestat_set_times', 'iiiiIIi'],
  ['path_link', 'iiiiiii'],
  ['path_open', 'iiiiiIIii'],
  ['path_readlink', 'iiiiii'],
  ['path_remove_directory', 'iii'],
  ['path_rename', 'iiiiii'],
  ['path_symlink', 'iiiii'],
  ['path_unlink_file', 'iii'],
  ['poll_oneoff', 'iiii'],
  ['proc_exit', 'i'],
  ['proc_raise', 'i'],
  ['random_get', 'ii'],
  ['sched_yield', ''],
  ['sock_accept', 'iii'],
  ['sock_recv', 'iiiiii'],
  ['sock_send', 'iiiii'],
  ['sock_shutdown', 'ii'],
])

/** The module name that WASI preview 1 functions are imported from. */
export const WASI_MODULE = 'wasi_snapshot_preview1'

/** All function names of WASI preview 1. */
export const WASI_NAMES: readonly string[] = [...PARAMETERS.keys()]

/** Those that do what they are there for; the others answer an errno. */
export const WASI_IMPLEMENTED: ReadonlySet<string> = new Set([
  'fd_write',
  'environ_get',
  'environ_sizes_get',
  'args_get',
  'args_sizes_get',
  'proc_exit',
  'clock_time_get',
  'random_get',
  'fd_close',
  'fd_seek',
  'fd_fdstat_get',
  'sched_yield',
])

/** The signature of a WASI function, as `(i32, i64) -> i32`; null when preview 1 has none of that name. */
export function wasiSignature(name: string): string | null {
  const parameters = PARAMETERS.get(name)
  if (parameters === undefined) return null
  const types = Array.from(parameters, (letter) => (letter === 'I' ? 'i64' : 'i32')).join(', ')
  return `(${types}) -> ${name === 'proc_exit' ? '()' : 'i32'}`
}
