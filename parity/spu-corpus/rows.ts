import { CorpusError, type Line } from './lines.ts'
import { Shape } from './shape.ts'

/** What a row is about: which part of the playground answers it. */
const SIDES = ['consume', 'produce', 'produce-seq', 'live', 'client', 'partition', 'batch-bytes'] as const
export type Side = (typeof SIDES)[number]

/** A row of a corpus file, checked: every field that its side needs is there. README.md has the format. */
export interface CorpusRow {
  readonly id: string
  readonly group: string
  readonly side: Side
  /** names of the modules it needs, without those asked for in the cluster ("@x") */
  readonly modules: readonly string[]
  readonly line: Line
  /** the row as it was read */
  readonly json: Readonly<Record<string, unknown>>
}

/**
 * Reads one line.
 * @throws CorpusError that names file and line
 */
export function readRow(line: Line): CorpusRow {
  try {
    let json: unknown
    try {
      json = JSON.parse(line.text)
    } catch {
      throw new CorpusError('is not JSON')
    }
    return checkRow(new Shape(json, ''), line)
  } catch (error) {
    if (!(error instanceof CorpusError)) throw error
    throw new CorpusError(`${line.file}:${line.number}: ${error.message}`)
  }
}

function checkRow(row: Shape, line: Line): CorpusRow {
  row.object()
  const id = row.field('id').text()
  const side = sideOf(row)
  const modules = new Set<string>()
  CHECKS[side](row, (chain) => checkChain(chain, modules))
  return {
    id,
    group: row.has('group') ? row.field('group').text() : side,
    side,
    modules: [...modules],
    line,
    json: row.value as Record<string, unknown>,
  }
}

function sideOf(row: Shape): Side {
  if (row.has('side')) {
    const side = row.field('side').text()
    return SIDES.find((known) => known === side) ?? row.field('side').refuse(`one of ${SIDES.join(', ')}`)
  }
  // Rows about one function have no side.
  if (row.has('hex') && row.has('codec')) return 'batch-bytes'
  if (row.has('group') && row.field('group').text().startsWith('partition')) return 'partition'
  return row.field('side').refuse(`one of ${SIDES.join(', ')}`)
}

type ChainCheck = (chain: Shape) => void

const CHECKS: Readonly<Record<Side, (row: Shape, chain: ChainCheck) => void>> = {
  consume(row, chain) {
    checkStream(row, chain)
    checkResponses(row.field('result'))
  },
  client(row, chain) {
    checkStream(row, chain)
    for (const event of row.field('result').field('events').list()) event.field('event').text()
  },
  live(row, chain) {
    checkStream(row, chain)
    for (const request of row.field('live').list()) checkRequest(request, chain)
    checkResponses(row.field('result'))
    for (const answer of row.field('result').field('live').list()) answer.object()
  },
  produce(row, chain) {
    chain(row.field('chain'))
    checkBatches(row.field('request').field('batches'))
    row.field('result').field('response').object()
    checkStored(row.field('result').field('stored'))
  },
  'produce-seq'(row, chain) {
    for (const request of row.field('requests').list()) checkRequest(request, chain)
    const result = row.field('result')
    for (const answer of result.field('requests').list()) answer.object()
    checkStored(result.field('stored'))
    for (const consume of result.field('consumes').list()) {
      chain(consume.field('chain'))
      consume.field('start').integer()
      checkResponses(consume)
    }
  },
  partition(row) {
    row.field('partitions').integer()
    if (!row.has('keys')) {
      row.maybe('key', (key) => key.knownBytes())
      row.field('partition').integer()
      return
    }
    const keys = row.field('keys').list()
    for (const key of keys) if (key.value !== null) key.knownBytes()
    for (const name of ['chosen', 'offsets']) {
      const numbers = row.field(name).list()
      for (const number of numbers) number.integer()
      if (numbers.length !== keys.length) row.field(name).refuse(`${keys.length} numbers, one a key`)
    }
  },
  'batch-bytes'(row) {
    const hex = row.field('hex')
    if (!/^([0-9a-f]{2})*$/i.test(hex.text())) hex.refuse('hex digits, two a byte')
    for (const name of ['base_offset', 'last_offset_delta', 'first_timestamp', 'max_timestamp', 'attributes']) {
      row.field(name).integer()
    }
    row.field('codec').text()
    row.field('crc').text()
    for (const record of row.field('records').list()) checkRecord(record, 'od')
  },
}

function checkStream(row: Shape, chain: ChainCheck): void {
  checkBatches(row.field('topic').field('batches'))
  chain(row.field('chain'))
  row.field('start').integer()
  row.maybe('max_bytes', (max) => void max.integer())
  row.maybe('initial_accumulator', (accumulator) => accumulator.base64())
}

function checkRequest(request: Shape, chain: ChainCheck): void {
  checkBatches(request.field('batches'))
  chain(request.field('chain'))
}

function checkBatches(batches: Shape): void {
  for (const batch of batches.list()) {
    batch.field('base_timestamp').integer()
    batch.maybe('compression', (codec) => void codec.text())
    for (const record of batch.field('records').list()) checkRecord(record, null)
  }
}

function checkRecord(record: Shape, deltaField: string | null): void {
  record.field('td').integer()
  if (deltaField) record.field(deltaField).integer()
  record.maybe('key', (key) => key.bytes())
  record.field('value').bytes()
}

function checkStored(stored: Shape): void {
  stored.field('end_offset').integer()
  for (const batch of stored.field('batches').list()) {
    for (const record of batch.field('records').list()) checkRecord(record, 'od')
  }
}

function checkResponses(result: Shape): void {
  result.field('stream_ended_by').text()
  for (const response of result.field('responses').list()) {
    for (const record of response.field('records').list()) checkRecord(record, 'od')
    response.maybe('error', (error) => void error.field('code').integer())
    response.field('next_filter_offset').integer()
  }
  for (const record of result.field('received').list()) record.field('value').bytes()
}

function checkChain(chain: Shape, modules: Set<string>): void {
  for (const step of chain.list()) {
    const name = step.field('module').text()
    if (!name.startsWith('@')) modules.add(name)
    step.field('params').texts()
    step.maybe('initial_accumulator', (accumulator) => accumulator.base64())
    step.maybe('lookback', (lookback) => {
      lookback.maybe('last', (last) => void last.integer())
      lookback.maybe('age_ms', (age) => void age.integer())
    })
  }
}
