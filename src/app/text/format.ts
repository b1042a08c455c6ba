/** A whole number with thousands separators: 12400 → "12,400". The same in every locale. */
export function formatNumber(value: number): string {
  return String(Math.round(value)).replace(/\B(?=(\d{3})+$)/g, ',')
}

/** A number for a narrow place: 9,999, from then on "10 k", "123 k", "1.0 M". The exact one has to stand nearby. */
export function formatShort(value: number): string {
  if (value < 10_000) return formatNumber(value)
  return value < 999_500 ? `${Math.round(value / 1e3)} k` : `${oneDecimal(value / 1e6)} M`
}

/**
 * A number with its noun: "1 record", "12 records".
 * @param many the plural, if it is not the noun with an s
 */
export function formatCount(count: number, one: string, many = `${one}s`): string {
  return `${formatNumber(count)} ${count === 1 ? one : many}`
}

/** A size for people: "237 bytes", "3.0 KB", "2.6 MB". 1 KB is 1,000 bytes. */
export function formatBytes(bytes: number): string {
  if (bytes < 1000) return formatCount(bytes, 'byte')
  // one place before the next unit, so that 999,960 bytes are 1.0 MB and not 1,000.0 KB
  if (bytes < 999_950) return `${oneDecimal(bytes / 1e3)} KB`
  if (bytes < 999_950_000) return `${oneDecimal(bytes / 1e6)} MB`
  return `${oneDecimal(bytes / 1e9)} GB`
}

/** The exact size, shown on focus: "3,009 bytes". */
export function formatExactBytes(bytes: number): string {
  return formatCount(bytes, 'byte')
}

/** Memory in binary units, as WebAssembly counts it: "270 MiB". Whole numbers from 10 on. */
export function formatMemory(bytes: number): string {
  const mib = bytes / (1024 * 1024)
  if (mib >= 1024) return `${trimmed(mib / 1024)} GiB`
  if (mib >= 1) return `${trimmed(mib)} MiB`
  return `${trimmed(bytes / 1024)} KiB`
}

/** A measured time: "1.4 ms", "1.2 s"; "under 0.1 ms" for what a browser cannot tell from nothing. */
export function formatDuration(ms: number): string {
  if (ms < 0.05) return 'under 0.1 ms'
  if (ms < 999.95) return `${oneDecimal(ms)} ms`
  return `${oneDecimal(ms / 1000)} s`
}

/** A budget or a remaining time in whole seconds, rounded up: "1 s", "30 s". */
export function formatSeconds(ms: number): string {
  return `${formatNumber(Math.max(0, Math.ceil(ms / 1000)))} s`
}

/** A record's timestamp, in UTC: "2021-08-11 14:00:00.000"; "none" for one that is not set (negative). */
export function formatTimestamp(ms: number): string {
  const date = new Date(ms)
  if (ms < 0 || Number.isNaN(date.getTime())) return 'none'
  return date.toISOString().replace('T', ' ').replace('Z', '')
}

/** The time of day of something that happened here, in local time: "14:02:31". */
export function formatClock(date: Date): string {
  return [date.getHours(), date.getMinutes(), date.getSeconds()].map((part) => String(part).padStart(2, '0')).join(':')
}

/** Offsets as words: "offset 4", "offsets 0 to 3". */
export function formatOffsets(first: number, last: number): string {
  return first === last ? `offset ${formatNumber(first)}` : `offsets ${formatNumber(first)} to ${formatNumber(last)}`
}

/** A list as words: "1", "1 and 4", "1, 4 and 6"; the rest as a number beyond `most`. */
export function formatList(items: readonly string[], most = 5): string {
  if (items.length > most) return `${items.slice(0, most).join(', ')} and ${formatNumber(items.length - most)} more`
  const last = items.at(-1)
  if (last === undefined) return ''
  return items.length === 1 ? last : `${items.slice(0, -1).join(', ')} and ${last}`
}

function oneDecimal(value: number): string {
  return value.toFixed(1).replace(/\B(?=(\d{3})+\.)/g, ',')
}

function trimmed(value: number): string {
  return value >= 10 ? formatNumber(value) : String(Number(value.toFixed(1)))
}
