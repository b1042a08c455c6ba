/** Something that takes long, while the page goes on. */
export interface Work {
  readonly title: string
  /** how far it is, in words */
  readonly detail: string
  /** from 0 to 1 */
  readonly done: number
  /** what is done so far stays */
  stop(): void
}
