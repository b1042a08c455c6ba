import { ENGINE_ERROR_CODES, type ErrorDetails } from '../../smartengine/engineError.ts'
import { SPU_ERROR_CODES } from '../../spu/spu.ts'

/** Files that are not imported have codes of the page's own (importing/importedRecord.ts). */
const FILE_ERROR_CODES = ['E_FILE_TOO_LARGE', 'E_RECORDS_FILE'] as const

export const ERROR_CODES = [...ENGINE_ERROR_CODES, ...SPU_ERROR_CODES, ...FILE_ERROR_CODES, 'E_RECORD'] as const
export type ErrorCode = (typeof ERROR_CODES)[number]

/** Offsets of a batch, or of a part of one, both inclusive. */
interface OffsetRange {
  readonly first: number
  readonly last: number
}

/** What a card is about. Everything but code and message is left out where it is not known or does not apply. */
export interface ErrorInput {
  readonly code: string
  /** the raw text: quoted where it is a SmartModule's, and always under *Raw error* */
  readonly message: string
  readonly details: ErrorDetails
  /** the text an SPU sends, if it differs from the message */
  readonly spuText?: string | undefined
  /** a file that was refused; else the error is about a SmartModule in a chain, or about a topic */
  readonly fileName?: string | undefined
  readonly smartModule?: string | undefined
  readonly topic?: string | undefined
  readonly partition?: number | undefined
  readonly consumer?: string | undefined
  /** of the record that an error carries */
  readonly offset?: number | undefined
  /** that record's key as it is displayed; "null" for a null key */
  readonly key?: string | undefined
  /** place in the chain, from 0 */
  readonly step?: number | undefined
  readonly stepCount?: number | undefined
  readonly kind?: string | undefined
  /** what had crossed on this stream before the error */
  readonly crossed?: { readonly records: number; readonly firstOffset: number; readonly lastOffset: number } | undefined
  /** the batch in the call */
  readonly batch?: OffsetRange | undefined
  /** records after the failing one in its batch */
  readonly notProcessed?: OffsetRange | undefined
  /** records that crossed without the steps after the failing one */
  readonly bypassed?: (OffsetRange & { readonly steps: string }) | undefined
  /** found by running the batch again one record at a time */
  readonly narrowedOffset?: number | undefined
}

/** A sentence, and what is quoted after it in monospace: a SmartModule's own text, names, commands. */
export interface CardPart {
  readonly text: string
  readonly quoted?: readonly string[]
}

/** The five parts of a card (ux 9), in this order. Null: the part does not apply. */
export interface ErrorCard {
  readonly title: string
  readonly whatHappened: CardPart
  readonly where: CardPart | null
  readonly whatCrossed: CardPart | null
  readonly howToFix: CardPart
  /** a last line: "Your chain was not changed." */
  readonly note: string | null
  readonly code: string
  readonly raw: string
}

/** The text of one code. A part may be made from the input, or be the same for every error of the code. */
export interface ErrorText {
  readonly title: (input: ErrorInput) => string
  readonly cause: (input: ErrorInput) => CardPart
  readonly next: (input: ErrorInput) => CardPart
  readonly where?: (input: ErrorInput) => CardPart | null
  readonly crossed?: (input: ErrorInput) => CardPart | null
  readonly note?: string
}

/** The SmartModule, the file or the topic an error is about, by name. */
export function subject({ fileName, smartModule, topic }: ErrorInput): string {
  return fileName || smartModule || topic || 'This SmartModule'
}

/** A number of the details; null when it is not there. */
export function numberOf({ details }: ErrorInput, name: string): number | null {
  const value = details[name]
  return typeof value === 'number' ? value : null
}

/** A text of the details; "" when it is not there. */
export function textOf({ details }: ErrorInput, name: string): string {
  const value = details[name]
  return typeof value === 'string' ? value : ''
}

/** A list of the details; empty when it is not there. */
export function listOf({ details }: ErrorInput, name: string): readonly string[] {
  const value = details[name]
  return Array.isArray(value) ? value : []
}

/** A part that quotes nothing. */
export function plain(text: string): CardPart {
  return { text }
}
