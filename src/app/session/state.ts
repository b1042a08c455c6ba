import type { Overdue } from '../../smartengine/chainHost.ts'
import type { ErrorDetails } from '../../smartengine/engineError.ts'
import type { ConsumeRequest, SmartModuleInfo, TopicInfo } from '../../spu/spu.ts'
import { firstWorkspace, type Workspace } from '../../workspace/workspace.ts'
import { Received } from '../consume/received.ts'
import type { RowFilter } from '../filter/rowFilter.ts'
import type { LeakState } from '../leak/leakState.ts'
import { Pairing } from '../rows/pairing.ts'
import { TopicRecords } from '../topic/topicRecords.ts'
import { Outcomes } from '../trace/outcomes.ts'
import type { Work } from '../work/work.ts'
import type { LibraryModule, LibraryTopic } from './library.ts'

/** One start of the consumer's stream, until it settles. */
export interface Run {
  /** counts up; answers to an older run lose */
  readonly number: number
  readonly state: 'off' | 'starting' | 'running' | 'settled' | 'failed' | 'killed' | 'timeout' | 'held'
  readonly done: number
  readonly total: number
  readonly overdue: Overdue | null
  /** ids of the transforms the stream was opened with, in order */
  readonly stepIds: readonly string[]
  readonly request: ConsumeRequest | null
  /** when the run ended with a trap: the record found by running the batch again one record at a time */
  readonly narrowed: { readonly partition: number; readonly offset: number } | null
}

/** What went wrong outside a run, such as a file that was refused. Stays until it is dismissed. */
export interface Refusal {
  readonly fileName: string
  readonly code: string
  readonly message: string
  readonly details: ErrorDetails
  /** offered when the file can be taken as one record, byte for byte */
  readonly file: File | null
}

/** A result with a way back. */
interface UndoOffer {
  readonly text: string
  readonly undo: () => Promise<void>
}

/** A module that is being tried before it joins the chain. */
interface Trial {
  readonly stream: string
  readonly fileName: string
  readonly overdue: Overdue | null
}

export interface Place {
  readonly partition: number
  readonly offset: number
}

export interface SessionState {
  readonly workspace: Workspace
  readonly engine: 'starting' | 'ready' | 'died'
  /** why records are kept in memory only, or null when they are stored */
  readonly memoryOnly: string | null
  readonly topics: readonly TopicInfo[]
  readonly modules: readonly SmartModuleInfo[]
  readonly library: { readonly modules: readonly LibraryModule[]; readonly topics: readonly LibraryTopic[] }
  /** false until the stored batches have been seen once */
  readonly topicLoaded: boolean
  readonly topic: TopicRecords
  readonly received: Received
  readonly outcomes: Outcomes
  /** remembers what of both sides was paired; see rowsOf */
  readonly pairing: Pairing
  /** which records of the topic are shown; null: all */
  readonly filter: RowFilter | null
  readonly run: Run
  /** something changed while *Run on change* was off */
  readonly runPending: boolean
  readonly leak: LeakState
  readonly selected: Place | null
  /** what takes long and is going on, oldest first */
  readonly works: readonly Work[]
  readonly curtain: boolean
  readonly refusals: readonly Refusal[]
  readonly undo: UndoOffer | null
  readonly trial: Trial | null
  /** what was done last, and what the run on screen came to: together the sentence of the status region */
  readonly status: string
  readonly result: string
}

export const NO_RUN: Run = {
  number: 0,
  state: 'off',
  done: 0,
  total: 0,
  overdue: null,
  stepIds: [],
  request: null,
  narrowed: null,
}

export function initialState(workspace: Workspace = firstWorkspace()): SessionState {
  return {
    workspace,
    engine: 'starting',
    memoryOnly: null,
    topics: [],
    modules: [],
    library: { modules: [], topics: [] },
    topicLoaded: false,
    topic: TopicRecords.none(1),
    received: Received.nothing(),
    outcomes: Outcomes.none(),
    pairing: new Pairing(),
    filter: null,
    run: NO_RUN,
    runPending: false,
    leak: { kind: 'searching', progress: null, last: null },
    selected: null,
    works: [],
    curtain: false,
    refusals: [],
    undo: null,
    trial: null,
    status: '',
    result: '',
  }
}
