import type { Answers, Difference } from './difference.ts'
import type { CorpusRow } from './rows.ts'

/**
 * Where a row may differ from what a real SPU answered although nobody decided it: what only wasmtime, the engine of an
 * SPU, can say or do. Everything else that differs is an error here or a decision of src/spu/differences.ts.
 */
export interface ExceptionRule {
  /** lower case letters and - */
  readonly id: string
  readonly reason: string
  readonly applies: (row: CorpusRow, difference: Difference) => boolean
  /** rows of the shipped corpus it explains something in; another number is a failure */
  readonly rows: Readonly<Record<Answers, number>>
}

/** The end of the first line of a trap's text; frames follow, and in texts of the start what closes the text. */
const TRAP = 'error while executing at wasm backtrace:'
const CLOSING = ' SmartModule Chain'

/** In the texts of wasmtime's parser of WebAssembly text: the place in the file, and the line it stands in. */
const PARSER_PLACE = /\n {5}--> <anon>:\d+:\d+\n/

const texts = ({ field, expected, actual }: Difference) =>
  /\b(text|display)$/.test(field) && typeof expected === 'string' && typeof actual === 'string'
    ? { expected, actual }
    : null

/** Both are the same but for the lines between the first one and what closes the text. */
function sameButFrames(expected: string, actual: string): boolean {
  const [first = '', ...frames] = expected.split('\n')
  if (!first.endsWith(TRAP) || frames.length === 0) return false
  return actual === (expected.endsWith(CLOSING) ? `${first}\n${CLOSING}` : first)
}

const processDied = ({ json }: CorpusRow) =>
  (json.result as { readonly spu_process_died?: boolean } | undefined)?.spu_process_died === true

export const EXCEPTIONS: readonly ExceptionRule[] = [
  {
    id: 'trap-frames',
    reason: 'After its first line, the text of a trap lists addresses and functions of the code that wasmtime made.',
    applies: (_row, difference) => {
      const both = texts(difference)
      return both !== null && sameButFrames(both.expected, both.actual)
    },
    rows: { spu: 75, expected: 73 },
  },
  {
    id: 'text-parser',
    reason:
      'A file that is no wasm binary goes to wasmtime’s parser of WebAssembly text on an SPU; the words are its own.',
    applies: (_row, difference) => {
      const both = texts(difference)
      if (both === null || !PARSER_PLACE.test(both.expected)) return false
      return both.actual === `${both.expected.split('\n', 1)[0]}${CLOSING}`
    },
    rows: { spu: 6, expected: 6 },
  },
  {
    id: 'text-module',
    reason: 'wasmtime also runs WebAssembly text. A browser cannot: here such a file is refused with an error.',
    applies: (_row, { rule }) => rule === 'text-modules',
    rows: { spu: 1, expected: 1 },
  },
  {
    id: 'process-died',
    reason:
      'The engine wrote to a place outside the memory of the module, and the SPU process died. Here it is an error.',
    applies: (row, { field, actual }) =>
      processDied(row) && field === 'stream_ended_by' && String(actual).startsWith('error E_'),
    rows: { spu: 2, expected: 2 },
  },
  {
    id: 'connection-lost',
    reason:
      'Params of 32,768 bytes and more, or frames of a trap that are as long, do not fit their field, and the client loses its connection. Here there is none to lose: it is an error.',
    applies: (row, { field, expected, actual }) =>
      !processDied(row) &&
      field === 'stream_ended_by' &&
      expected === 'socket error' &&
      (actual === 'error E_PARAM' || actual === 'error E_STACK'),
    rows: { spu: 2, expected: 2 },
  },
  {
    // no row of the shipped corpus; other rows have it
    id: 'memory-and-tables',
    reason:
      'wasmtime ends a call that asks for more memory than allowed, and takes tables of any size. A browser tells the module that there is no memory, and large tables are refused.',
    applies: (_row, { rule }) => rule === 'memory-growth' || rule === 'tables',
    rows: { spu: 0, expected: 0 },
  },
]

/** The rule that explains a difference; null when none does. */
export function exceptionOf(row: CorpusRow, difference: Difference): ExceptionRule | null {
  return EXCEPTIONS.find(({ applies }) => applies(row, difference)) ?? null
}
