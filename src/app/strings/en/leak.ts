import { formatNumber } from '../../text/format.ts'
import { copy, matches } from './words.ts'

/** The leak check and what it proves. */
export const leak = {
  // Leak check
  leakCheck: 'Leak check',
  leakCheckField: 'Leak check, search both sides',
  leakCheckLabel: 'Leak check',
  leakHelp:
    'It counts what matches: a tracking number that looks like an SSN is a match, an SSN without dashes is not. \\d is every decimal digit.',
  leakInTopicLabel: 'In the topic:',
  matchWord: (count: number) => (count === 1 ? 'match' : 'matches'),
  leakSentLabel: 'Sent to',
  leakNone: 'No match reached the consumer.',
  leakNoneInTopic: 'No match in the topic.',
  leakSearching: (percent: number) => `Searching, ${percent} %`,
  leakReached,
  leakPlace: (where: 'value' | 'key' | 'error', offset: number | null) => {
    const at = offset === null ? '' : `offset ${formatNumber(offset)}`
    if (where === 'error') return at === '' ? 'an error' : `the error at ${at}`
    return where === 'key' ? `the key of ${at}` : at
  },
  leakTooSlow: copy('This pattern takes too long.', 'The last result stays. Make it more specific.'),
  leakNotValid: (reason: string) => copy('This pattern is not valid.', `${reason}. The last result stays.`),
  leakEmpty: copy('Search both sides.', 'Type text or a /regular expression/.'),
  leakPreset: { ssn: 'SSN', email: 'E-mail', phone: 'Phone', card: 'Card number' },
  andMore: (count: number) => `and ${formatNumber(count)} more`,
  proofQuestion: 'What does this prove?',
  proof: (consumer: string) =>
    `${consumer} asked for this chain, so the SPU ran it and sent only the result. The topic still stores the original records. Another consumer that asks for no SmartModule receives them unchanged: add one and see. To keep a consumer from choosing, transform when records are produced, or control who may read the topic.`,
} as const

/** Where matches at the consumer are. */
function leakReached(count: { total: number; inValues: number; inKeys: number; inErrors: number }): string {
  const { total, inValues, inKeys, inErrors } = count
  const reached = `${matches(total)} reached the consumer`
  if (total === inValues) return `${reached}.`
  if (total === inKeys) return `${reached}, ${total === 1 ? 'in a key' : 'in keys'}.`
  if (total === inErrors) return `${reached} inside ${total === 1 ? 'an error' : 'errors'}.`
  const parts = [
    inValues > 0 ? `${formatNumber(inValues)} in ${inValues === 1 ? 'a value' : 'values'}` : '',
    inKeys > 0 ? `${formatNumber(inKeys)} in ${inKeys === 1 ? 'a key' : 'keys'}` : '',
    inErrors > 0 ? `${formatNumber(inErrors)} inside ${inErrors === 1 ? 'an error' : 'errors'}` : '',
  ]
  return `${reached}: ${parts.filter((part) => part !== '').join(', ')}.`
}
