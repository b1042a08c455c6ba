import {
  type CardPart,
  type ErrorCard,
  type ErrorCode,
  type ErrorInput,
  type ErrorText,
  listOf,
  plain,
} from './errorContext.ts'
import { FILE_ERRORS, UNCHANGED } from './fileErrors.ts'
import { RUN_ERRORS } from './runErrors.ts'
import { SPU_ERRORS } from './spuErrors.ts'

/** One text per code: a code without one does not compile. */
export const ERROR_TEXTS: Readonly<Record<ErrorCode, ErrorText>> = { ...FILE_ERRORS, ...RUN_ERRORS, ...SPU_ERRORS }

/** A cause we have no text for: what was being done is in the raw text, which is quoted. */
const UNKNOWN: ErrorText = {
  title: ({ code }) => `An error without a text of ours (${code})`,
  cause: ({ message }) => ({ text: 'The raw text is all that is known:', quoted: [message] }),
  next: () => plain('Run again. If it comes again, the raw error says what to search for.'),
}

/** The card for an error (ux 9): what happened, where, what crossed, how to fix it, and the raw text. */
export function errorCard(input: ErrorInput): ErrorCard {
  const text = textFor(input.code)
  // A file is tried before it joins the chain: code of it ran, but no fetch was under way.
  const tried = Boolean(input.fileName) && Object.hasOwn(RUN_ERRORS, input.code)
  return {
    title: text.title(input),
    whatHappened: text.cause(input),
    where: text.where?.(input) ?? null,
    whatCrossed: tried ? null : (text.crossed?.(input) ?? null),
    howToFix: text.next(input),
    note: text.note ?? (tried ? UNCHANGED : null),
    code: input.code,
    raw: rawText(input),
  }
}

/** One line for a place that has no room for a card: title and cause. */
export function errorSentence(input: ErrorInput): string {
  const text = textFor(input.code)
  return [text.title(input), sentence(text.cause(input))].join(': ')
}

function textFor(code: string): ErrorText {
  return isErrorCode(code) ? ERROR_TEXTS[code] : UNKNOWN
}

function isErrorCode(code: string): code is ErrorCode {
  return Object.hasOwn(ERROR_TEXTS, code)
}

function sentence({ text, quoted = [] }: CardPart): string {
  return [text, ...quoted].join(' ')
}

/** Verbatim: the text an SPU sends, ours where it differs, and where in the module a trap was. */
function rawText(input: ErrorInput): string {
  const { message, spuText } = input
  const texts = spuText === undefined || spuText === message ? [message] : [spuText, message]
  return [texts.join('\n\n'), ...listOf(input, 'frames').map((frame) => `  at ${frame}`)].join('\n')
}
