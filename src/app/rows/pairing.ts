import type { Received } from '../consume/received.ts'
import type { TopicRecords } from '../topic/topicRecords.ts'
import type { Outcomes } from '../trace/outcomes.ts'
import type { Slot } from './batchRows.ts'
import { type ErrorPlace, errorPlaceOf } from './errorPlace.ts'
import { Expander, ExpanderCache } from './expander.ts'
import type { OrderPairing } from './orderPairing.ts'
import type { RowFilter } from './rowFilter.ts'
import { RowSource } from './rowSource.ts'
import { type Matched, matchByOffset, type Span } from './segments.ts'

/** Both sides at one moment. */
export interface Sides {
  readonly topic: TopicRecords
  readonly received: Received
  readonly outcomes: Outcomes
  /** the record a trap was found to be about */
  readonly narrowed: ErrorPlace | null
  readonly filter: RowFilter | null
}

/**
 * Pairs both sides batch by batch. It remembers what it has paired: the next moment of the same topic and stream costs
 * what is new in it, and any other moment starts over. The result depends on the moment alone.
 */
export class Pairing {
  #sides: Sides | null = null
  #rows: RowSource | null = null
  /** by stored batch */
  #slots: Slot[] = []
  /** records that arrived and whose stored record is not known (yet) */
  #unmatched: Span[] = []
  #arrived = 0
  #byOrder: OrderPairing | null = null
  /** records that only their order places, and that are not placed yet */
  #waiting: readonly Span[] = []
  #withErrors = new Set<number>()
  #cache = new ExpanderCache(null)

  /** Loads what pairs streams that are answered as an SPU would. Call it before the first frame of one. */
  async loadByOrder(): Promise<void> {
    const { OrderPairing } = await import('./orderPairing.ts')
    this.#byOrder ??= new OrderPairing()
  }

  rows(sides: Sides): RowSource {
    const before = this.#sides
    if (this.#rows && before && isSame(before, sides)) return this.#rows
    const goesOn = before && sides.topic.continues(before.topic) && sides.received.continues(before.received)
    if (!goesOn) this.#startOver()
    if (this.#cache.filter !== sides.filter) this.#cache = new ExpanderCache(sides.filter, this.#cache)
    this.#sides = sides
    this.#pair(sides)
    this.#rows = this.#source(sides)
    return this.#rows
  }

  #startOver(): void {
    this.#slots = []
    this.#unmatched = []
    this.#arrived = 0
    this.#byOrder?.startOver()
    this.#waiting = []
    this.#withErrors.clear()
  }

  #pair({ topic, received, outcomes }: Sides): void {
    const known = this.#slots.length
    while (this.#slots.length < topic.length) this.#slots.push({ segments: [], errors: [] })
    const fresh: Span[] = []
    for (; this.#arrived < received.length; this.#arrived++) {
      const head = received.head(this.#arrived)
      if (head && head.records > 0) fresh.push({ arrived: this.#arrived, from: 0, count: head.records })
    }
    if (received.pairedBy === 'order') {
      this.#take(this.#byOrder?.pair(topic, received, outcomes, fresh) ?? [])
      this.#waiting = this.#byOrder?.waiting() ?? [...this.#waiting, ...fresh]
      return
    }
    const again = this.#slots.length > known ? this.#unmatched : []
    if (again.length > 0) this.#unmatched = []
    for (const span of [...again, ...fresh]) this.#take(matchByOffset(topic, received, span))
  }

  #take(matched: readonly Matched[]): void {
    for (const segment of matched) {
      const slot = this.#slots[segment.batch]
      if (slot) this.#slots[segment.batch] = { ...slot, segments: [...slot.segments, segment] }
      else this.#unmatched.push({ arrived: segment.arrived, from: segment.from, count: segment.count })
    }
  }

  /** Puts errors beside their records. @returns those that belong beside none */
  #placeErrors({ topic, received, narrowed }: Sides): number[] {
    for (const batch of this.#withErrors) {
      const slot = this.#slots[batch]
      if (slot) this.#slots[batch] = { ...slot, errors: [] }
    }
    this.#withErrors.clear()
    const loose: number[] = []
    for (const [error, each] of received.errors.entries()) {
      const place = errorPlaceOf(each, narrowed)
      const stored = place && topic.find(place.partition, place.offset)
      const slot = stored ? this.#slots[stored.batch] : undefined
      if (stored && stored.record !== null && slot) {
        this.#slots[stored.batch] = { ...slot, errors: [...slot.errors, { record: stored.record, error }] }
        this.#withErrors.add(stored.batch)
      } else loose.push(error)
    }
    return loose
  }

  #source(sides: Sides): RowSource {
    const { topic, received, outcomes, filter } = sides
    const loose = this.#placeErrors(sides)
    const order: number[] = []
    for (let partition = 0; partition < topic.partitions; partition++) {
      const batches = topic.batchesOf(partition)
      for (let i = 0; i < batches.length; i++) order.push(batches.at(i)!)
    }
    const expander = new Expander(topic, [...this.#slots], order, this.#cache)
    const strays = filter === null ? [...this.#unmatched, ...this.#waiting] : []
    return new RowSource({ topic, received, outcomes, loose, order, expander, strays })
  }
}

function isSame(a: Sides, b: Sides): boolean {
  return (
    a.topic === b.topic &&
    a.received === b.received &&
    a.outcomes === b.outcomes &&
    a.narrowed === b.narrowed &&
    a.filter === b.filter
  )
}
