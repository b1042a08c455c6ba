/** Every limit of engine and SPU, in one place: the code reads them here and the app shows them from here. */

const KIB = 1024
const MIB = 1024 * KIB

/** One wasm page in bytes. */
export const WASM_PAGE = 64 * KIB

export const LIMITS = {
  /** Largest module file. A usual SmartModule is about 250 kB; 14.4 MB compiles in 133 ms. */
  moduleBytes: 16 * MIB,
  /** Linear memory per module. An SPU allows 1 GiB (16,384 pages). */
  memoryPages: 4096,
  tables: 4,
  tableEntries: 100_000,
  imports: 64,
  exports: 1024,
  functions: 300_000,
  /** Types, and globals. A usual SmartModule has a few dozen. */
  types: 100_000,
  globals: 100_000,
  /** Element segments, and data segments: V8's own limit. */
  segments: 100_000,
  sections: 1000,
  /** Locals of one function: V8's own limit. */
  locals: 50_000,
  /** V8's own limit for one function body. */
  functionBodyBytes: 7_654_321,
  /** `copy_records` calls during one call into the module. */
  copyCalls: 1000,
  outputBytes: 32 * MIB,
  outputRecords: 100_000,
  /** Text a module may print in one stream before it is cut. */
  logBytes: 64 * KIB,
  /** Work a single WASI call may ask of the host. */
  wasiBytes: 64 * KIB,
  /** Params are written as Fluvio strings whose length is read as a signed 16 bit number. */
  paramBytes: 32_767,
  /** Fluvio's STORAGE_MAX_BATCH_SIZE. */
  batchBytes: 2_097_152,
  /** Fluvio's default max_request_size: one record, and one produce request. */
  requestBytes: 1_048_576,
  /** Streams with SmartModules open at once. */
  streams: 8,
  /** Partitions of a topic. */
  partitions: 8,
  /** Characters of a topic's or SmartModule's name: Fluvio's own limit. */
  nameLength: 63,
} as const

/** Time budgets in milliseconds. The notice comes at half of a budget. */
export interface Budgets {
  /** compile, instantiate, init, look back and the first call, together */
  readonly startup: number
  /** each later call into one module */
  readonly call: number
  /** one call, after somebody pressed *Keep going* */
  readonly keepGoing: number
}

export const BUDGETS: Budgets = { startup: 5000, call: 2000, keepGoing: 30_000 }
