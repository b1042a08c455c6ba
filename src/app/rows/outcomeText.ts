import { t } from '../strings/en.ts'
import { utf8Text } from '../text/plain.ts'
import { type Row, sameBytes } from './row.ts'

/** A step of the chain as far as outcomes name it. */
export interface NamedStep {
  readonly name: string
  readonly kind: string | null
}

/** Why a batch did not cross, as far as the run knows. */
export type FailedBy = 'trap' | 'timeout' | 'killed' | 'other'

/**
 * What became of a record, in the words of its row.
 * @param failedOffset where the step's error was, for the records after it
 */
export function outcomeText(
  row: Row,
  steps: readonly NamedStep[],
  failedOffset: number | null,
  failedBy: FailedBy,
): string {
  const { outcome } = row
  if (!row.has.stored) return ''
  if (outcome === null) return row.has.received ? sentText(row) : t.waiting
  const name = steps['step' in outcome ? outcome.step : 0]?.name ?? ''
  switch (outcome.kind) {
    case 'sent': {
      const { bypassedAfter } = outcome
      if (bypassedAfter !== null && bypassedAfter + 1 < steps.length) {
        const bypassed = steps.slice(bypassedAfter + 1).map((step) => step.name)
        return t.sentBypassed(bypassed.join(', '), bypassedAfter + 1, failedOffset ?? 0)
      }
      return sentText(row, steps)
    }
    case 'dropped':
      switch (steps[outcome.step]?.kind) {
        case 'filter':
          return t.droppedByFilter(name)
        case 'filter_map':
          return t.droppedByFilterMap(name)
        case 'array_map':
          return t.becameRecords(0)
        default:
          return t.droppedBy(name)
      }
    case 'error':
      return t.errorIn(name)
    case 'unprocessed':
      return failedOffset === null ? t.notSent : t.notProcessed(name, failedOffset)
    case 'failed':
      switch (failedBy) {
        case 'trap':
          return t.notSentTrap(name)
        case 'timeout':
          return t.notSentTimeout(name)
        case 'killed':
          return t.notSentKilled(name)
        case 'other':
          return t.notSent
      }
  }
}

function sentText({ stored, received, changed, outputs }: Row, steps: readonly NamedStep[] = []): string {
  if (outputs > 1) return t.becameRecords(outputs)
  if (received !== null && steps.at(-1)?.kind === 'aggregate') return t.accumulatedTo(utf8Text(received.value, 40))
  if (!changed || stored === null || received === null) return t.sentUnchanged
  return sameBytes(stored.value, received.value) ? t.sentNewKey : t.sentChanged
}

/** What stands on the consumer's side where nothing arrived. Observer view: drawn as decoration only. */
export function gapText(row: Row, steps: readonly NamedStep[], failedOffset: number | null): string {
  const { outcome, place, has } = row
  if (!has.stored || place === null || outcome === null || outcome.kind === 'sent') return ''
  if (outcome.kind === 'dropped') return t.gapDropped(place.offset, steps[outcome.step]?.name ?? '')
  return failedOffset === null || outcome.kind !== 'unprocessed' ? '' : t.gapNotProcessed(place.offset, failedOffset)
}
