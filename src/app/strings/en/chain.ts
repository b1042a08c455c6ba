import { formatDuration, formatNumber } from '../../text/format.ts'
import { copy } from './words.ts'

/** The chain: steps, params, library. */
export const chain = {
  // Chain
  addBuiltIn: 'Built in: add a SmartModule that comes with the playground',
  stepStopped: (offset: number | null) =>
    offset === null ? 'Stopped. Details say why.' : `Stopped at offset ${formatNumber(offset)}. Details say why.`,
  yourFile: 'your file',
  source: 'Source',
  stepIsOff: 'Off: records pass unchanged.',
  chooseFile: 'Choose file',
  builtIn: 'built in',
  fromLibrary: 'Built in',
  transformName: (place: number, total: number, name: string) => `Transform ${place} of ${total}, ${name}`,
  inToSent: (into: number, out: number) => `${formatNumber(into)} in → ${formatNumber(out)} out`,
  stepTime: (ms: number) => formatDuration(ms),
  inThisBrowser: 'in this browser',
  switchName: (name: string) => `${name}, on`,
  switchedOff: (name: string, consumer: string) => `${name} is off. ${consumer} now receives the original records.`,
  switchedOffOneOf: (name: string) => `${name} is off.`,
  switchedOn: (name: string) => `${name} is on.`,
  moveUp: 'Move up',
  moveDown: 'Move down',
  moved: (name: string, place: number, total: number) => `${name} moved to position ${place} of ${total}.`,
  remove: 'Remove',
  removeStep: (name: string) => `Remove ${name}`,
  removed: (name: string) => `${name} removed from the chain.`,
  addParam: 'Add param',
  added: (fileName: string, name: string) => `${fileName} added to the chain as ${name}.`,
  addedBuiltIn: (name: string) => `${name} added to the chain.`,
  exampleOpened: (name: string, topic: string) => `${topic} is open, with ${name} in the chain.`,
  replaced: (fileName: string, place: number) => `${fileName} replaced step ${place}. Params and position stay.`,
  severalKinds: (kind: string) =>
    `An SPU looks for filter, map, filter_map, array_map, aggregate in that order and uses the first: ${kind}.`,
  oldInterface: copy(
    'Built for an older SPU.',
    'It runs here. A cluster from 0.11.6 on would answer with a decode error. Rebuild with a current fluvio-smartmodule.',
  ),
} as const
