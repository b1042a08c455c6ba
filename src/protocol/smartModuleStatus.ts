/*
 * Texts of Fluvio around SmartModules, word for word, as an SPU sends them to consumers.
 */

const UNKNOWN = 'encountered unknown error during SmartModule processing'

const TRANSFORM_TEXTS: ReadonlyMap<number, string> = new Map([
  [-11, 'failed to decode SmartModule base input'],
  [-22, 'failed to decode SmartModule record input'],
  [-33, 'failed to encode SmartModule output'],
  [-44, 'failed to parse SmartModule extra params'],
  [-55, 'undefined right record in Join SmartModule'],
])

/** Answer of `init` that says: an error text follows. */
export const INIT_ERROR_STATUS = -2

const INIT_TEXTS: ReadonlyMap<number, string> = new Map([
  [INIT_ERROR_STATUS, 'Error during initialization'],
  [-10, 'failed to decode SmartModule init input'],
  [-11, 'failed to encode SmartModule init output'],
])

/** Answer of `look_back` that says: an error text and a record follow. */
export const LOOK_BACK_ERROR_STATUS = -99

const LOOK_BACK_TEXTS: ReadonlyMap<number, string> = new Map([
  [-66, 'failed to decode SmartModule look_back input'],
  [-77, 'failed to decode SmartModule look_back record input'],
  [-88, 'failed to encode SmartModule look_back output'],
  [LOOK_BACK_ERROR_STATUS, 'Error returned from user look_back function call'],
])

/** What a negative answer of a transform means. */
export function transformStatusText(status: number): string {
  return TRANSFORM_TEXTS.get(status) ?? UNKNOWN
}

/** What a negative answer of `init` means. */
export function initStatusText(status: number): string {
  return INIT_TEXTS.get(status) ?? UNKNOWN
}

/** What a negative answer of `look_back` means. */
export function lookBackStatusText(status: number): string {
  return LOOK_BACK_TEXTS.get(status) ?? UNKNOWN
}

/** In the order of Fluvio's numbers for them. */
const KIND_NAMES = {
  filter: 'Filter',
  map: 'Map',
  array_map: 'ArrayMap',
  aggregate: 'Aggregate',
  filter_map: 'FilterMap',
  join: 'Join',
  generic: 'Generic',
} as const

/** Kind of a SmartModule in an error: the name of a transform's export, or one that only Fluvio's numbers know. */
export type TransformKind = keyof typeof KIND_NAMES

/** The kinds by the byte that an error carries. */
export const KIND_OF_BYTE = Object.keys(KIND_NAMES) as readonly TransformKind[]

/** Which record an error was returned for. */
interface FailedRecord {
  readonly hint: string
  readonly offset: number
  readonly key: Uint8Array | null
  readonly value: Uint8Array
}

/** Fluvio's display of a transform's error. */
export function renderTransformError(error: FailedRecord & { readonly kind: TransformKind }): string {
  return `${error.hint}\n\nSmartModule Info: \n    Type: ${KIND_NAMES[error.kind]}\n${renderRecord(error)}`
}

/** Fluvio's display of an error that `init` returned. */
export function renderInitError(error: { readonly hint: string }): string {
  return `${error.hint}\n\nSmartModule Init Error: \n`
}

/** Fluvio's display of an error that `look_back` returned. */
export function renderLookBackError(error: FailedRecord): string {
  return `${error.hint}\n\nSmartModule Lookback Error: \n${renderRecord(error)}`
}

/** Fluvio's ErrorCode of what an SPU answers. */
export const FLUVIO_ERROR_CODE = {
  transform: 6004,
  init: 6005,
  lookBack: 6007,
  /** memory limit at instantiation */
  memory: 6008,
  /** negative answer or trap of a transform */
  other: 2,
} as const

/**
 * The text of an SPU's answer around an error's own text.
 * @param situation what failed; 'other' for a negative answer or trap of a transform, 'produce' for one while producing
 */
export function spuErrorText(situation: 'transform' | 'init' | 'lookBack' | 'other' | 'produce', text: string): string {
  switch (situation) {
    case 'transform':
      return `SmartModule transform error ${text}`
    case 'init':
      return `Error initializing ${text} SmartModule Chain`
    case 'lookBack':
      return `SmartModule look_back error: ${text}`
    case 'other':
      return `Other error: SmartModule err ${text}`
    case 'produce':
      return `Other error: smartmodule chain failed: ${text}`
  }
}

/** The text of an SPU's answer when a module asks for more memory than allowed at instantiation; both in bytes. */
export function spuMemoryText(requested: number, allowed: number): string {
  return `SmartModule memory limit exceeded: requested ${requested} bytes, max allowed ${allowed} bytes`
}

const I64_MAX = 2n ** 63n - 1n

function renderRecord({ offset, key, value }: FailedRecord): string {
  return `    Offset: ${renderI64(offset)}\n    Key: ${key === null ? 'NULL' : renderData(key)}\n    Value: ${renderData(value)}`
}

/** All digits; the largest i64, which no double can be, comes in as 2^63. */
function renderI64(value: number): string {
  const whole = BigInt(value)
  return String(whole > I64_MAX ? I64_MAX : whole)
}

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

function renderData(data: Uint8Array): string {
  try {
    return decoder.decode(data)
  } catch {
    return `Binary: ${data.length} bytes`
  }
}
