import { LIMITS, WASM_PAGE } from '../../smartengine/limits.ts'
import { formatCount, formatExactBytes, formatMemory, formatNumber, formatOffsets } from '../text/format.ts'
import { secondsInWords } from './en/words.ts'
import {
  type CardPart,
  type ErrorInput,
  type ErrorText,
  listOf,
  numberOf,
  plain,
  subject,
  textOf,
} from './errorContext.ts'

const FLUVIO_CRATE = 'Use the fluvio-smartmodule crate, or check what your code passes to copy_records.'
const START_STAGES = ['compile', 'instantiate', 'probe', 'init', 'look_back']

/** Step in words; "" for an error that belongs to no step. */
function stepOf({ step, stepCount, kind }: ErrorInput): string {
  if (step === undefined || step < 0) return ''
  const of = stepCount === undefined ? '' : ` of ${stepCount}`
  return `step ${step + 1}${of}${kind === undefined ? '' : ` (${kind})`}`
}

/** The batch an error happened in, as "batch of offsets 0 to 9"; "" when it is not known. */
function batchOf(input: ErrorInput): string {
  if (input.batch) return `batch of ${formatOffsets(input.batch.first, input.batch.last)}`
  const base = numberOf(input, 'baseOffset')
  return base === null ? '' : `batch at offset ${formatNumber(base)}`
}

function whereBatch(input: ErrorInput): CardPart | null {
  const parts = [batchOf(input), stepOf(input)].filter((part) => part !== '')
  return parts.length === 0 ? null : plain(`${capital(parts.join(', '))}.`)
}

function whereStarting(input: ErrorInput): CardPart {
  const step = stepOf({ ...input, kind: undefined })
  return plain(
    step === '' ? 'Before any record was read.' : `${capital(step)} in the chain, before any record was read.`,
  )
}

/** Nothing of the fetch in hand; what earlier fetches sent stays sent. */
function nothingOfFetch(input: ErrorInput): CardPart {
  const before = input.crossed?.records ?? 0
  const sent = before === 0 ? '' : ` ${formatCount(before, 'record')} had crossed before.`
  return plain(
    `No records from this fetch. ${input.consumer ?? 'The consumer'} receives one error and its stream ends.${sent}`,
  )
}

function nothingButInitError(): CardPart {
  return plain('No records. The consumer receives the init error.')
}

/** A module that broke the rules while it was called. */
function broken(text: Pick<ErrorText, 'title' | 'cause' | 'next'> & Partial<ErrorText>): ErrorText {
  return { where: whereBatch, crossed: nothingOfFetch, ...text }
}

/** Memory a module has, or asks for at the start, and what it may have; details hold pages. */
function memory(input: ErrorInput): { pages: string | null; limit: string } {
  const pages = numberOf(input, 'pages')
  const limit = formatMemory((numberOf(input, 'limit') ?? LIMITS.memoryPages) * WASM_PAGE)
  return { pages: pages === null ? null : formatMemory(pages * WASM_PAGE), limit }
}

/** Refused before it ran, by the size it starts with. */
const atStart = (input: ErrorInput) => textOf(input, 'stage') === 'preflight'

/** Errors of a chain that starts or runs, by code. */
export const RUN_ERRORS = {
  E_RECORD: {
    title: (input) =>
      `${subject(input)} stopped${input.offset === undefined ? '' : ` at offset ${formatNumber(input.offset)}`} (SmartModule error)`,
    cause: ({ message }) => ({ text: 'The SmartModule returned an error for one record:', quoted: [message] }),
    where: (input) => {
      const offset = input.offset === undefined ? '' : `offset ${formatNumber(input.offset)}`
      const topic = input.topic === undefined ? '' : `topic ${input.topic}`
      const partition = input.partition === undefined ? '' : `partition ${input.partition}`
      const key = input.key === undefined ? '' : `key ${input.key}`
      const parts = [topic, partition, offset, key, stepOf(input)]
      return plain(parts.filter((part) => part !== '').join(', '))
    },
    crossed: recordErrorCrossed,
    next: (input) =>
      plain(
        input.bypassed
          ? 'Put the step that masks first: records that bypass the steps after it are masked then.'
          : `Return Ok for this record, or use a ${input.kind === 'filter' ? 'filter' : 'filter_map'} that skips it.`,
      ),
  },
  E_TRAP: broken({
    title: (input) => `${subject(input)} crashed (trap)`,
    cause: ({ message }) => ({
      text: /unreachable/i.test(message)
        ? 'The SmartModule panicked. In WebAssembly a panic stops the instance at once:'
        : 'The SmartModule trapped. WebAssembly stops the instance at once:',
      quoted: [message],
    }),
    where: (input) => {
      const batch = batchOf(input)
      const stage = textOf(input, 'stage')
      const place = batch === '' ? (stage === '' ? '' : `in ${stage}`) : `while processing the ${batch}`
      const narrowed =
        input.narrowedOffset === undefined
          ? ''
          : ` Narrowed down by the playground: offset ${formatNumber(input.narrowedOffset)}.`
      return place === '' && narrowed === '' ? null : plain(`${place}.${narrowed}`)
    },
    next: (input) => {
      const panicText =
        listOf(input, 'log').length > 0
          ? 'The panic text is under Module log.'
          : 'To see the panic text, build for wasm32-wasip1 (smdk build); it appears under Module log.'
      return plain(
        `Replace unwrap(), expect() and indexing with ? so the SmartModule returns an error instead. ${panicText}`,
      )
    },
  }),
  E_STACK: broken({
    title: (input) => `${subject(input)} crashed: it called itself without end (trap)`,
    cause: ({ message }) => ({ text: 'The call stack is used up:', quoted: [message] }),
    next: () => plain('Look for recursion without an end, or for very deep JSON that is read recursively.'),
  }),
  E_INIT: {
    title: (input) => {
      const param = missingParam(input)
      const why = param === null ? '' : `: missing param "${param}"`
      return `${subject(input)} could not start${why} (init error)`
    },
    cause: (input) => ({
      text: 'The SmartModule’s init function returned:',
      quoted: [textOf(input, 'hint') || input.message],
    }),
    where: whereStarting,
    crossed: nothingButInitError,
    next: (input) => {
      const param = missingParam(input)
      return plain(
        param === null
          ? 'Correct the params of this step, then run again.'
          : `${param} is required. Set it in the params of this step.`,
      )
    },
  },
  E_LOOK_BACK: {
    title: (input) => `${subject(input)} could not look back (look_back error)`,
    cause: (input) => ({
      text: 'The SmartModule’s look_back function returned:',
      quoted: [textOf(input, 'hint') || input.message],
    }),
    where: (input) => {
      const offset = numberOf(input, 'offset')
      return offset === null
        ? whereStarting(input)
        : plain(`For the record at offset ${formatNumber(offset)}, before the first record of the stream.`)
    },
    crossed: () => plain('No records. The consumer receives the error.'),
    next: () => plain('Return Ok for records that look_back cannot use, or look back at fewer records.'),
  },
  E_STATUS: broken({
    title: (input) => `${subject(input)} answered with an error code`,
    cause: (input) => ({ text: 'A status below zero means that the call failed:', quoted: [input.message] }),
    next: () => plain('Rebuild with a current fluvio-smartmodule, which answers with the codes an SPU knows.'),
  }),
  E_INSTANTIATE: {
    title: (input) => `${subject(input)} could not start`,
    cause: ({ message }) => ({ text: 'It failed before its first call:', quoted: [message] }),
    where: whereStarting,
    crossed: () => plain('No records. The consumer receives one error and its stream ends.'),
    next: () =>
      plain('Look at code that runs at the start: a start function, or data that does not fit into its memory.'),
  },
  E_MEMORY: broken({
    title: (input) => {
      const { pages, limit } = memory(input)
      if (!atStart(input)) return `${subject(input)} ran out of memory; the playground allows ${limit}`
      return `${subject(input)} asked for ${pages ?? 'more memory'}; the playground allows ${limit}`
    },
    cause: (input) => {
      const { pages, limit } = memory(input)
      if (atStart(input))
        return plain(
          `It starts with ${pages ?? 'more memory than that'}. The playground allows ${limit}, an SPU 1 GiB.`,
        )
      const has =
        pages === null ? 'It asked for more memory and did not get it.' : `It has ${pages} and did not get more.`
      return plain(`${has} The playground allows ${limit}, an SPU 1 GiB.`)
    },
    where: (input) => (atStart(input) ? null : whereBatch(input)),
    crossed: (input) => (atStart(input) ? null : nothingOfFetch(input)),
    next: (input) =>
      plain(
        atStart(input)
          ? 'Build it with a smaller initial memory. A usual SmartModule starts with about 1 MiB.'
          : 'Look for a buffer that grows with each record, or one that is kept after the call.',
      ),
  }),
  E_ALLOC: broken({
    title: (input) => `${subject(input)} gave no room for records`,
    cause: ({ message }) => ({ text: 'Its alloc answered with a place outside its memory:', quoted: [message] }),
    next: () =>
      plain('Use the alloc of the fluvio-smartmodule crate, or return a place with room for the bytes asked for.'),
  }),
  E_OUT_OF_BOUNDS: broken({
    title: (input) => `${subject(input)} pointed outside its memory`,
    cause: ({ message }) => ({
      text: 'It called copy_records with a range that is not in its memory:',
      quoted: [message],
    }),
    next: () => plain(FLUVIO_CRATE),
  }),
  E_COPY_CALLS: broken({
    title: (input) => `${subject(input)} called copy_records too often`,
    cause: () =>
      plain(`More than ${formatNumber(LIMITS.copyCalls)} calls while one batch was processed. One is usual.`),
    next: () => plain(FLUVIO_CRATE),
  }),
  E_NO_OUTPUT: broken({
    title: (input) => `${subject(input)} returned nothing`,
    cause: () => plain('The call came back without a call of copy_records, so there are no records to send.'),
    next: () => plain(FLUVIO_CRATE),
  }),
  E_BAD_OUTPUT: broken({
    title: (input) => `${subject(input)} returned bytes that are not records`,
    cause: (input) => {
      const stage = textOf(input, 'stage') || input.kind || 'the call'
      return plain(`After ${stage} returned, the playground read what it handed over and expected a record list.`)
    },
    where: (input) => {
      const batch = batchOf(input)
      const place = batch === '' ? '' : `${batch}. `
      return { text: `${place}What is wrong:`, quoted: [input.message] }
    },
    next: () => plain(FLUVIO_CRATE),
  }),
  E_OUTPUT_TOO_BIG: broken({
    title: (input) => `${subject(input)} returned too much`,
    cause: (input) => {
      const bytes = numberOf(input, 'bytes')
      const returned = bytes === null ? 'One call returned more than' : `One call returned ${formatExactBytes(bytes)};`
      return plain(`${returned} ${bytes === null ? '' : 'the limit is '}${formatMemory(LIMITS.outputBytes)}.`)
    },
    next: () => plain('Return less for each record, or use smaller batches.'),
  }),
  E_TOO_MANY_RECORDS: broken({
    title: (input) => `${subject(input)} returned too many records`,
    cause: (input) => {
      const count = numberOf(input, 'count')
      const limit = formatNumber(LIMITS.outputRecords)
      return plain(
        count === null
          ? `One call returned more than ${limit} records.`
          : `One call returned ${formatCount(count, 'record')}; the limit is ${limit}.`,
      )
    },
    next: () => plain('Return fewer records for each one, or use smaller batches.'),
  }),
  E_EXIT: broken({
    title: (input) => `${subject(input)} ended itself`,
    cause: ({ message }) => ({
      text: 'It called proc_exit. A SmartModule returns, it does not exit:',
      quoted: [message],
    }),
    next: () => plain('Remove std::process::exit and abort; return an error instead.'),
  }),
  E_PARAM: {
    title: (input) => `A param of ${subject(input)} cannot be passed on`,
    cause: ({ message }) => ({
      text: `A param is text of at most ${formatExactBytes(LIMITS.paramBytes)}:`,
      quoted: [message],
    }),
    where: whereStarting,
    crossed: () => plain('No records. The stream was not opened.'),
    next: () => plain('Shorten the param, or split it into several.'),
  },
  E_TIMEOUT: {
    title: (input) => {
      const seconds = numberOf(input, 'seconds')
      return `${subject(input)} was stopped${seconds === null ? '' : ` after ${secondsInWords(seconds * 1000)}`}`
    },
    cause: () =>
      plain('The SmartModule did not return. The SPU ended the sandbox it ran in; topics and records are intact.'),
    where: (input) => {
      const stage = textOf(input, 'stage')
      // Earlier batches of the same fetch were calls too, although nothing of them has crossed.
      const nothingYet = (input.crossed?.records ?? 0) === 0 && (input.batch?.first ?? 0) === 0
      const first = nothingYet && stage !== '' && !START_STAGES.includes(stage) ? 'first call' : ''
      const parts = [batchOf(input), stage === '' ? '' : `in ${stage}`, first].filter((part) => part !== '')
      return parts.length === 0 ? null : plain(`${parts.join(', ')}.`)
    },
    crossed: () => plain('Nothing from this fetch. A real SPU has no such time limit: the stream would stall.'),
    next: () => plain('Look for a loop that does not end. If it is only slow, press Keep going next time (30 s).'),
  },
  E_KILLED: {
    title: (input) => `${subject(input)} was stopped`,
    cause: () => plain('You stopped it. The SPU ended the sandbox it ran in; topics and records are intact.'),
    where: (input) => whereBatch(input),
    crossed: () => plain('Nothing from this fetch. What was sent before stays.'),
    next: () => plain('Press Run to start the chain again.'),
  },
  E_SANDBOX_DIED: {
    title: (input) => `The sandbox of ${subject(input)} is gone`,
    cause: ({ message }) => ({ text: 'The worker it ran in ended by itself:', quoted: [message] }),
    where: (input) => whereBatch(input),
    crossed: () => plain('Nothing from this fetch. What was sent before stays.'),
    next: () => plain('Run again. If it ends again, close other tabs: the browser may be short of memory.'),
  },
} satisfies Record<string, ErrorText>

function recordErrorCrossed(input: ErrorInput): CardPart {
  const { crossed, notProcessed, offset, bypassed } = input
  const sent = crossed?.records ?? 0
  const range = crossed && sent > 0 ? ` (${formatOffsets(crossed.firstOffset, crossed.lastOffset)})` : ''
  const first = sent === 0 ? 'No records, only this error.' : `${formatCount(sent, 'record')}${range}, then this error.`
  if (bypassed) {
    const who = capital(formatOffsets(bypassed.first, bypassed.last))
    return plain(`${first} ${who} bypassed ${bypassed.steps}: an SPU sends what the failing step had passed.`)
  }
  const carries = offset === undefined ? 'of the record' : `of offset ${formatNumber(offset)}`
  const rest = notProcessed
    ? ` ${capital(formatOffsets(notProcessed.first, notProcessed.last))} of the same batch ${notProcessed.first === notProcessed.last ? 'was' : 'were'} not processed.`
    : ''
  return plain(`${first} The error carries the key and value ${carries} as ${subject(input)} received them.${rest}`)
}

/** The param an init error is about, in Fluvio's own words for it; null for any other init error. */
function missingParam(input: ErrorInput): string | null {
  return /missing param (\S+)/i.exec(textOf(input, 'hint') || input.message)?.[1] ?? null
}

function capital(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1)
}
