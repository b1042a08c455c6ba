import type { Transform } from '../../workspace/workspace.ts'
import type { LibraryParam } from '../session/library.ts'
import type { StepTotals } from '../trace/outcomes.ts'

/** What the chain pane knows of one step. */
export interface StepView {
  readonly transform: Transform
  readonly kind: string | null
  readonly bytes: number
  /** why a current SPU would not take it, or null */
  readonly note: string | null
  readonly params: readonly LibraryParam[]
  /** of the run on screen; null while the step is off or nothing ran */
  readonly totals: StepTotals | null
  /** the error of this step, in one line */
  readonly problem: string | null
}

/** What can be done with a step. */
export interface StepActions {
  setOn(id: string, on: boolean): void
  setParams(id: string, params: Readonly<Record<string, string>>): void
  move(from: number, to: number): void
  remove(id: string): void
  source(id: string): void
}
