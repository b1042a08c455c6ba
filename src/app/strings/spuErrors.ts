import { LIMITS } from '../../smartengine/limits.ts'
import { formatCount, formatExactBytes, formatNumber, formatOffsets } from '../text/format.ts'
import { type CardPart, type ErrorInput, type ErrorText, numberOf, plain, textOf } from './errorContext.ts'

const NOT_STORED: CardPart = plain('Nothing crossed. The records were not stored.')

function topicOf(input: ErrorInput): string {
  return textOf(input, 'topic') || input.topic || 'This topic'
}

/** A size and its limit in exact bytes; the raw text when details hold neither. */
function sizeAndLimit(input: ErrorInput, what: string, otherwise: number): string {
  const size = numberOf(input, 'size')
  const limit = numberOf(input, 'limit') ?? otherwise
  return size === null
    ? `${what} is larger than ${formatExactBytes(limit)}.`
    : `${what} has ${formatExactBytes(size)}; the limit is ${formatExactBytes(limit)}.`
}

/** Errors of the SPU: topics, produce, streams, storage. */
export const SPU_ERRORS = {
  E_TOPIC_EXISTS: {
    title: (input) => `Topic "${topicOf(input)}" exists`,
    cause: () => plain('A topic of this name is stored in this browser.'),
    next: () => plain('Choose another name, or delete the topic first.'),
  },
  E_TOPIC_NOT_FOUND: {
    title: (input) => `There is no topic "${topicOf(input)}"`,
    cause: () => plain('It was deleted, here or in another tab.'),
    next: () => plain('Open another topic, or create it again.'),
  },
  E_TOPIC_NAME: {
    title: (input) => `${textOf(input, 'name') || 'This'} is not a name`,
    cause: () => plain('A cluster accepts 1 to 63 lower-case letters, digits and -, with no - at either end.'),
    next: () => plain('Use lower-case letters, digits and -.'),
  },
  E_PARTITION: {
    title: (input) => `${topicOf(input)} has no such partition`,
    cause: ({ message }) => ({ text: 'The SPU answered:', quoted: [message] }),
    next: () => plain('A topic has 1 to 8 partitions, numbered from 0. Choose one of them.'),
  },
  E_RECORD_TOO_LARGE: {
    title: () => 'A record is too large',
    cause: (input) => plain(sizeAndLimit(input, 'The record', LIMITS.requestBytes)),
    where: (input) => {
      const record = numberOf(input, 'record')
      return record === null ? null : plain(`Record ${formatNumber(record + 1)} of those to produce.`)
    },
    crossed: () => NOT_STORED,
    next: () => plain('Make the value smaller. A cluster refuses it too, unless its max_request_size was raised.'),
  },
  E_BATCH_TOO_LARGE: {
    title: () => 'A batch is too large',
    cause: (input) => plain(sizeAndLimit(input, 'The batch', LIMITS.batchBytes)),
    crossed: () => NOT_STORED,
    next: () => plain('Produce fewer records together.'),
  },
  E_BATCH_DAMAGED: {
    title: (input) => (input.topic === undefined ? 'A batch is damaged' : `A batch of ${input.topic} is damaged`),
    cause: ({ message }) => ({ text: 'Its header or checksum does not match its bytes:', quoted: [message] }),
    where: (input) => {
      const [partition, first] = [numberOf(input, 'partition'), numberOf(input, 'baseOffset')]
      if (partition === null || first === null) return null
      return plain(`partition ${partition}, ${formatOffsets(first, numberOf(input, 'lastOffset') ?? first)}`)
    },
    next: () => plain('Export what can be read, then reset or delete the topic.'),
  },
  E_OFFSET: {
    title: (input) => `${topicOf(input)} has no record there`,
    cause: ({ message }) => ({ text: 'The SPU answered:', quoted: [message] }),
    next: () => plain('The topic may have changed in another tab. Select a record that is shown.'),
  },
  E_MODULE_MISSING: {
    title: (input) => `${input.smartModule ?? (textOf(input, 'name') || 'A SmartModule')} is not loaded`,
    cause: (input) => {
      const hash = textOf(input, 'sha256')
      return plain(
        `The chain uses it${hash === '' ? '' : ` (SHA-256 ${hash.slice(0, 4)}…${hash.slice(-4)})`}, but this browser does not have it.`,
      )
    },
    crossed: () => plain('No records. The stream was not opened.'),
    next: () => plain('Drop its .wasm file, or remove the step.'),
  },
  E_STREAMS: {
    title: () => 'Too many streams',
    cause: (input) =>
      plain(
        `${formatCount(numberOf(input, 'limit') ?? LIMITS.streams, 'consumer')} with SmartModules are running; one more cannot start.`,
      ),
    crossed: () => plain('No records. The stream was not opened.'),
    next: () => plain('Stop one first.'),
  },
  E_STORAGE_FULL: {
    title: () => 'This browser’s storage is full',
    cause: () => plain('The last records were not stored; all earlier ones are safe.'),
    crossed: () => NOT_STORED,
    next: () => plain('Export what you need, then delete a topic to free space.'),
  },
  E_STORAGE: {
    title: () => 'This browser’s storage failed',
    cause: ({ message }) => ({
      text: 'What was being done was not completed. The browser’s reason:',
      quoted: [message],
    }),
    next: () => plain('Reload the page. Records that are stored stay stored.'),
  },
  E_ENGINE_DIED: {
    title: () => 'The SPU stopped answering',
    cause: () => plain('Stored records are safe. Streams have ended.'),
    crossed: (input) => {
      const sent = input.crossed?.records
      return sent === undefined ? null : plain(`${formatCount(sent, 'record')} had crossed before.`)
    },
    next: () => plain('Restart engine.'),
  },
} satisfies Record<string, ErrorText>
