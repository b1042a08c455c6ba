import fc from 'fast-check'
import type { FluvioRecord } from '../record.ts'

/** A record with these fields and plain defaults: no key, empty value, zeros. */
export function fluvioRecord(fields: Partial<FluvioRecord> = {}): FluvioRecord {
  return {
    attributes: 0,
    timestampDelta: 0,
    offsetDelta: 0,
    key: null,
    value: new Uint8Array(),
    headers: 0,
    ...fields,
  }
}

const bytes = fc.uint8Array({ maxLength: 200 }).map((array) => new Uint8Array(array))

/** Any 32 bit number, small ones and those at the edges of varint sizes more often. */
export const offsetDeltas = fc.oneof(
  fc.integer(),
  fc.integer({ min: -3, max: 70 }),
  fc.constantFrom(-8193, -8192, -65, -64, 63, 64, 8191, 8192, 2 ** 20 - 1, 2 ** 20, -(2 ** 31), 2 ** 31 - 1),
)

/** Any safe integer, small ones more often. */
export const timestampDeltas = fc.oneof(offsetDeltas, fc.maxSafeInteger())

/** Zero to twelve records. */
export const fluvioRecords: fc.Arbitrary<FluvioRecord[]> = fc.array(
  fc.record({
    attributes: fc.integer({ min: -128, max: 127 }),
    timestampDelta: timestampDeltas,
    offsetDelta: offsetDeltas,
    key: fc.option(bytes),
    value: bytes,
    headers: fc.nat(200),
  }),
  { maxLength: 12 },
)
