import { type Bytes, utf8 } from '../../protocol/bytes.ts'

/** A generated record, as a producer has it. */
export interface AccountRecord {
  readonly key: Bytes | null
  readonly value: Bytes
  /** ms */
  readonly timestamp: number
}

const SEED = 42
/** 11 August 2021, 14:00:00 UTC; a record a second from there. */
const FIRST_TIMESTAMP = 1_628_690_400_000

/**
 * Bank account events that nobody ever had: the Social Security Numbers are of areas that are never issued (000 and
 * 666), the mail addresses of a domain that is reserved. From a fixed seed, so every browser makes the same records;
 * the first 10,000 are the data set accounts-10k.
 * @param count how many, from 0
 * @param key what each record has as its key
 */
export function* accountRecords(count: number, key: 'none' | 'account_id'): Generator<AccountRecord, void> {
  const draw = mulberry32(SEED)
  for (let i = 0; i < count; i++) {
    const accountId = `00000000-0000-4000-8000-${i.toString(16).padStart(12, '0')}`
    yield {
      key: key === 'none' ? null : utf8(accountId),
      value: utf8(accountValue(i, accountId, draw)),
      timestamp: FIRST_TIMESTAMP + 1000 * i,
    }
  }
}

/** The order of the draws is part of the data set. */
function accountValue(i: number, accountId: string, draw: () => number): string {
  const area = draw() < 0.5 ? '000' : '666'
  const group = String(1 + Math.floor(draw() * 99)).padStart(2, '0')
  const serial = String(1 + Math.floor(draw() * 9999)).padStart(4, '0')
  const type = eventType(draw())
  let hash = ''
  for (let word = 0; word < 5; word++) hash += (draw() * 2 ** 32).toString(16).padStart(8, '0')
  // Nothing in it needs escaping, so this is what JSON.stringify would write.
  return (
    `{"social_security_number":"${area}-${group}-${serial}","event_type":"${type}","account_id":"${accountId}",` +
    `"first_name":"Sample${i}","last_name":"Example","email":"sample${i}@example.com","password_hash":"${hash}"}`
  )
}

function eventType(draw: number): string {
  if (draw < 0.6) return 'account-created'
  return draw < 0.9 ? 'password-changed' : 'info-updated'
}

/** About how many bytes so many records take in a topic: their values, and what a batch adds for each. */
export function accountBytes(count: number, key: 'none' | 'account_id'): number {
  // Offset 0 has a value of 253 to 257 bytes; i stands in it twice. A batch adds lengths, deltas and the key.
  const each = 255 + 11 + (key === 'none' ? 0 : 37)
  let bytes = each * count
  for (let from = 10; from < count; from *= 10) bytes += 2 * (count - from)
  return bytes
}

/** Numbers from 0 to below 1, the same for the same seed (mulberry32). */
function mulberry32(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}
