import { batchHeaders } from '../../../src/protocol/batch.ts'
import { acknowledged } from '../../../src/spu/answers/acknowledged.ts'
import { batchRecords } from '../../../src/spu/answers/rustClient.ts'
import type { FrameError, StreamFrame } from '../../../src/spu/spu.ts'
import type { ResultError, ResultRecord, ResultResponse } from './rows.ts'
import { inflateNothing } from './storedBatches.ts'
import { expectedBytes, written } from './written.ts'

/** Names of Fluvio's error codes. */
const NAMES: Readonly<Record<number, string>> = {
  2: 'Other',
  71: 'OffsetEvicted',
  6001: 'SmartModuleNotFound',
  6004: 'SmartModuleRuntimeError',
  6005: 'SmartModuleChainInitError',
  6007: 'SmartModuleLookBackError',
  6008: 'SmartModuleMemoryLimitExceeded',
}

const KINDS: Readonly<Record<string, string>> = {
  filter: 'Filter',
  map: 'Map',
  filter_map: 'FilterMap',
  array_map: 'ArrayMap',
  aggregate: 'Aggregate',
  join: 'Join',
  generic: 'Generic',
}

/** A response as rows have it, with bytes as texts. */
export function actualResponse(frame: StreamFrame, phase: number | undefined) {
  const batches = frame.batch ? batchHeaders(frame.batch) : []
  const shown = batches.map((header) => ({
    base_offset: header.baseOffset,
    last_offset_delta: header.lastOffsetDelta,
    first_timestamp: header.firstTimestamp,
    max_timestamp: header.maxTimestamp,
    attributes: header.attributes | (frame.response?.compression ?? 0),
    records: batchRecords(frame.batch!, header, inflateNothing).map(({ offsetDelta, timestampDelta, key, value }) => ({
      od: offsetDelta,
      td: timestampDelta,
      key: written(key),
      value: written(value),
    })),
  }))
  return {
    ...(phase === undefined ? {} : { phase }),
    ...(shown.length === 1 ? shown[0] : NO_BATCH),
    ...(shown.length > 1 ? { batches: shown } : {}),
    error: frame.error && actualError(frame.error),
    text: frame.error?.text ?? null,
    next_filter_offset: frame.response?.nextFilterOffset,
    high_watermark: frame.response?.highWatermark,
    log_start_offset: frame.response?.logStartOffset,
    acknowledged: acknowledged(frame),
  }
}

/** What a row says, in the same way. */
export function expectedResponse(response: ResultResponse) {
  const { batches, error, records, ...rest } = response
  return {
    ...rest,
    records: records.map(expectedRecord),
    ...(batches && batches.length > 0
      ? { batches: batches.map((b) => ({ ...b, records: b.records.map(expectedRecord) })) }
      : {}),
    error: error && expectedError(error),
  }
}

export function actualError({ fluvioCode, record }: FrameError) {
  return {
    code: fluvioCode,
    name: NAMES[fluvioCode] ?? '',
    hint: record?.hint ?? null,
    offset: record?.offset ?? null,
    kind: record ? (KINDS[record.kind] ?? '') : null,
    key: written(record?.key ?? null),
    value: written(record?.value ?? null),
  }
}

export function expectedError(error: ResultError) {
  return { ...error, key: expectedBytes(error.key), value: expectedBytes(error.value) }
}

function expectedRecord(record: ResultRecord) {
  return { ...record, key: expectedBytes(record.key), value: expectedBytes(record.value) }
}

const NO_BATCH = {
  base_offset: null,
  last_offset_delta: null,
  first_timestamp: null,
  max_timestamp: null,
  attributes: null,
  records: [],
}
