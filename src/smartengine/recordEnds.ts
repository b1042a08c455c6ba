import { FATE } from './chainHost.ts'
import type { StepRecords } from './chainStep.ts'
import { indexes, type Lineage, UNKNOWN } from './lineage.ts'

/** How and where each record of a batch ended. */
export class RecordEnds {
  readonly fates: Uint8Array<ArrayBuffer>
  /** how many steps let something of the record through: the step it ended in, or the number of steps */
  readonly endedIn: Uint8Array<ArrayBuffer>
  readonly #steps: number

  /** @param count records of the batch */
  constructor(count: number, steps: number) {
    this.fates = new Uint8Array(count)
    this.endedIn = new Uint8Array(count)
    this.#steps = steps
  }

  /** Step `step` gave these records on. */
  passed(step: number, output: StepRecords): void {
    const { endedIn } = this
    // not known which records gave these: all that came in are taken as passed
    if (isUnknown(output))
      for (let i = 0; i < endedIn.length; i++) endedIn[i] = endedIn[i] === step ? step + 1 : endedIn[i]!
    else this.#mark(output.parents, step + 1)
  }

  /** No error: what went through all steps was sent, all else was dropped. */
  finish(): void {
    const { fates, endedIn } = this
    for (let i = 0; i < fates.length; i++) fates[i] = endedIn[i] === this.#steps ? FATE.sent : FATE.dropped
  }

  /**
   * Step `step` failed at record `failed` of its input. What it had given by then is sent; the record that failed is
   * an error, even if other records that came of it are sent; those after it were not processed.
   */
  failedAt(step: number, input: StepRecords, failed: number, output: StepRecords): void {
    if (isUnknown(output)) this.#mark(indexes(input.parents, input.count).slice(0, Math.max(failed, 0)), this.#steps)
    else this.#mark(output.parents, this.#steps)
    this.finish()
    for (let i = input.count - 1; i >= Math.max(failed, 0); i--) {
      const parent = input.parents === null ? i : input.parents[i]!
      if (parent === UNKNOWN) continue
      if (i === failed) this.#set(parent, FATE.error, step)
      else if (this.fates[parent] === FATE.dropped) this.#set(parent, FATE.unprocessed, step)
    }
  }

  #set(record: number, fate: number, step: number): void {
    this.fates[record] = fate
    this.endedIn[record] = step
  }

  #mark(parents: Lineage, ended: number): void {
    if (parents === null) {
      this.endedIn.fill(ended)
      return
    }
    for (let i = 0; i < parents.length; i++) {
      const parent = parents[i]!
      if (parent !== UNKNOWN) this.endedIn[parent] = ended
    }
  }
}

function isUnknown({ parents }: StepRecords): boolean {
  return parents?.includes(UNKNOWN) ?? false
}
