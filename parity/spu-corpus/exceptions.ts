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

const FRAMES = 'error while executing at wasm backtrace:'

/** First lines of the texts of wasmtime's parser of WebAssembly text, with the place it names in the lines after it. */
const PARSER_PLACE = /\n {5}--> <anon>:\d+:\d+\n/

const firstLine = (text: string) => text.split('\n', 1)[0] ?? ''

const texts = ({ expected, actual }: Difference) =>
  typeof expected === 'string' && typeof actual === 'string' ? { expected, actual } : null

const processDied = (result: unknown) =>
  typeof result === 'object' && result !== null && Reflect.get(result, 'spu_process_died') === true

export const EXCEPTIONS: readonly ExceptionRule[] = [
  {
    id: 'trap-frames',
    reason: 'After its first line the text of a trap lists addresses and functions of the code that wasmtime made.',
    applies: (_row, difference) => {
      const both = texts(difference)
      return (
        both !== null && firstLine(both.expected) === firstLine(both.actual) && both.expected.includes(`${FRAMES}\n`)
      )
    },
    rows: { spu: 0, expected: 0 },
  },
  {
    id: 'text-parser',
    reason:
      'An SPU gives a file that is no wasm binary to wasmtime’s parser of WebAssembly text, whose words these are.',
    applies: (row, difference) => {
      const both = texts(difference)
      return both !== null && PARSER_PLACE.test(both.expected) && row.modules.some((name) => name.startsWith('x-'))
    },
    rows: { spu: 0, expected: 0 },
  },
  {
    id: 'process-died',
    reason:
      'The engine copied to a place outside the memory of the module, and the SPU process died. Here it is an error.',
    applies: ({ json }) => processDied(json.result),
    rows: { spu: 0, expected: 0 },
  },
]

/** The rule that explains a difference; null when none does. */
export function exceptionOf(row: CorpusRow, difference: Difference): ExceptionRule | null {
  return EXCEPTIONS.find(({ applies }) => applies(row, difference)) ?? null
}
