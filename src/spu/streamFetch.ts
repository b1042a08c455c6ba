import type { Inflate } from '../protocol/compressedBatch.ts'
import type { ChainHandle, ChainHost } from '../smartengine/chainHost.ts'
import { EngineError, isEngineError } from '../smartengine/engineError.ts'
import type { TopicRecord } from '../storage/catalog.ts'
import type { RecordLog } from '../storage/recordLog.ts'
import { AckWindow } from './ackWindow.ts'
import { errorFrame, type Fetched } from './answers/answer.ts'
import { Bell } from './bell.ts'
import { engineFrameError, missingModuleError, type Phase, startError } from './frameError.ts'
import { type FetchRange, PartitionFetch } from './partitionFetch.ts'
import type { SmartModules } from './smartModules.ts'
import { type ConsumeRequest, type FrameError, isSpuError, type SpuError, type StreamFrame } from './spu.ts'
import { startPosition } from './startPosition.ts'
import { StreamChains } from './streamChains.ts'
import { StreamStates, type Why } from './streamState.ts'
import type { Streams } from './streams.ts'
import type { TopicSignals } from './topicSignals.ts'
import type { Topics } from './topics.ts'
import type { TraceSink, Traces } from './trace.ts'
import { Cancelled, untilAborted } from './untilAborted.ts'

/** What a stream needs of its SPU. */
export interface StreamParts {
  readonly log: RecordLog
  readonly chains: ChainHost
  readonly topics: Topics
  readonly modules: SmartModules
  readonly signals: TopicSignals
  readonly streams: Streams
  readonly traces: Traces
  /** ms */
  readonly now: () => number
  /** reads compressed batches */
  readonly inflate?: Inflate | undefined
}

type OnFrame = (frame: StreamFrame) => void | Promise<void>

/**
 * Serves one consumer: reads all partitions of a topic from the start on, passes the batches through the chain and
 * hands over what is sent. Resolves when the stream has ended, also when it was cancelled. An error of a SmartModule
 * is the last frame.
 * @throws SpuError when the stream cannot be opened; DamagedBatchError, StorageError
 */
export async function streamFetch(
  parts: StreamParts,
  request: ConsumeRequest,
  onFrame: OnFrame,
  signal: AbortSignal,
): Promise<void> {
  const sink = parts.traces.open(request.stream)
  const stream = new ConsumerStream(parts, request, onFrame, signal, sink)
  let why: Why = 'error'
  try {
    why = await stream.run()
  } catch (error) {
    if (!(error instanceof Cancelled)) throw error
    why = 'cancelled'
  } finally {
    stream.close()
    sink.emit({ type: 'state', state: { kind: 'ended', why } })
    sink.end()
  }
}

class ConsumerStream {
  readonly #parts: StreamParts
  readonly #request: ConsumeRequest
  readonly #onFrame: OnFrame
  readonly #signal: AbortSignal
  readonly #sink: TraceSink
  readonly #states: StreamStates
  readonly #smartModules: readonly string[]
  readonly #chains: StreamChains
  readonly #window: AckWindow
  readonly #bell = new Bell()
  readonly #leave: (() => void)[] = []
  /** partitions that may have something to read */
  readonly #due = new Set<number>()
  #partitions: readonly PartitionFetch[] = []
  #over: 'end' | 'killed' | null = null

  constructor(parts: StreamParts, request: ConsumeRequest, onFrame: OnFrame, signal: AbortSignal, sink: TraceSink) {
    this.#parts = parts
    this.#request = request
    this.#onFrame = onFrame
    this.#signal = signal
    this.#sink = sink
    this.#window = new AckWindow(signal)
    this.#smartModules = request.chain.map((step) => step.name)
    this.#chains = new StreamChains(parts.chains, parts.modules)
    this.#states = new StreamStates(sink, parts.now, () => progressOf(this.#partitions))
  }

  async run(): Promise<Why> {
    this.#states.starting()
    this.#enter()
    const topic = await untilAborted(this.#parts.topics.get(this.#request.topic), this.#signal)
    this.#subscribe(topic)
    let handles: readonly ChainHandle[]
    let ends: readonly number[]
    let phase: Phase = 'open'
    try {
      handles = await untilAborted(this.#openChains(topic.partitions), this.#signal)
      phase = 'lookBack'
      ends = await untilAborted(this.#lookBack(topic, handles), this.#signal)
    } catch (error) {
      if (isEngineError(error)) return this.#fail(error, phase)
      if (this.#request.answers === 'spu' && isMissingModule(error)) return this.#refuse(missingModuleError(error))
      throw error
    }
    const ranges: FetchRange[] = []
    for (const end of ends) {
      const start = startPosition(this.#request.start, end, this.#request.answers)
      if (typeof start !== 'number') return this.#refuse(startError(start))
      ranges.push({ ...this.#request, start, end, inflate: this.#parts.inflate })
    }
    this.#partitions = ranges.map((range, partition) => {
      const at = { topicId: topic.topicId, partition }
      return new PartitionFetch(this.#parts.log, at, range, handles[partition] ?? null, this.#smartModules)
    })
    this.#states.running()
    for (const partition of this.#partitions.keys()) this.#due.add(partition)
    const why = await this.#serve()
    await this.#window.waitUntil(0, 0)
    return why
  }

  close(): void {
    for (const leave of this.#leave) leave()
    this.#chains.close()
  }

  /**
   * Round after round: each partition with something to read fetches once, all at the same time, and what they have
   * is delivered in the order of the partitions. So the same topic gives the same frames in every run.
   */
  async #serve(): Promise<Why> {
    for (;;) {
      if (this.#over === 'killed') return this.#fail(new EngineError('E_KILLED', 'stopped while waiting'), 'process')
      if (this.#over === 'end') return 'end'
      const ended = await this.#round()
      if (ended) return ended
      if (this.#due.size > 0) continue
      if (!this.#request.tail) return 'end'
      this.#states.waiting()
      await untilAborted(this.#bell.wait(), this.#signal)
    }
  }

  async #round(): Promise<Why | null> {
    const due = [...this.#due].sort((a, b) => a - b)
    // Before reading: what is appended meanwhile makes a partition due again.
    this.#due.clear()
    const fetching = due.map((partition) => this.#partitions[partition]?.next(() => this.#states.advanced()))
    const results = await untilAborted(Promise.allSettled(fetching), this.#signal)
    for (const [i, result] of results.entries()) {
      if (this.#over === 'end') return 'end'
      if (result.status === 'rejected') throw result.reason
      if (!result.value) continue
      this.#due.add(due[i]!)
      await this.#deliver(result.value)
      if (result.value.error) return whyOf(result.value.error)
    }
    if (this.#due.size > 0) this.#states.running()
    return null
  }

  async #deliver({ frames, events }: Pick<Fetched, 'frames' | 'events'>): Promise<void> {
    for (const frame of frames) {
      await this.#window.sent(this.#onFrame(frame), frame.batch?.length ?? 0)
      // an SPU sends the next response when this one was acknowledged
      if (frame.response) await this.#window.waitUntil(0, 0)
      if (this.#signal.aborted) throw new Cancelled('cancelled')
    }
    for (const event of events) this.#sink.emit(event)
  }

  /** Sends an error that belongs to no batch, and ends the stream. */
  async #fail(engineError: EngineError, phase: Phase): Promise<Why> {
    return this.#refuse(engineFrameError(engineError, phase, this.#smartModules))
  }

  async #refuse(error: FrameError): Promise<Why> {
    await this.#deliver({ frames: [errorFrame(0, error, this.#request.answers)], events: [] })
    return whyOf(error)
  }

  #enter(): void {
    const { stream, chain } = this.#request
    const kill = () => {
      this.#over ??= 'killed'
      this.#chains.kill()
      this.#bell.ring()
    }
    const keepGoing = () => this.#chains.keepGoing()
    this.#leave.push(this.#parts.streams.enter(stream, chain.length, { keepGoing, kill }))
  }

  #subscribe(topic: TopicRecord): void {
    const appended = (partition: number) => {
      if (!this.#request.tail) return
      this.#due.add(partition)
      this.#bell.ring()
    }
    const ended = () => {
      this.#over ??= 'end'
      this.#bell.ring()
    }
    this.#leave.push(this.#parts.signals.subscribe(topic, { appended, ended }))
  }

  async #openChains(partitions: number): Promise<readonly ChainHandle[]> {
    const { chain } = this.#request
    if (chain.length === 0) return []
    return this.#chains.open(this.#request, partitions, (partition, overdue) =>
      this.#states.overdue(partition, overdue),
    )
  }

  /** Shows the chains of all partitions what they look back on. @returns the log ends */
  #lookBack({ topicId, partitions }: TopicRecord, handles: readonly ChainHandle[]): Promise<number[]> {
    const { log, now, inflate } = this.#parts
    const looking = Array.from({ length: partitions }, async (_, partition) => {
      const at = { topicId, partition }
      const end = await log.endOffset(at)
      const handle = handles[partition]
      if (handle) await this.#chains.lookBack(handle, { log, at, end, now: now(), inflate })
      return end
    })
    return Promise.all(looking)
  }
}

function progressOf(partitions: readonly PartitionFetch[]): { done: number; total: number } {
  let [done, total] = [0, 0]
  for (const { start, position, end } of partitions) {
    done += position - start
    total += Math.max(0, end - start)
  }
  return { done, total }
}

/** True for the error of a chain that names a SmartModule nobody added. */
export function isMissingModule(error: unknown): error is SpuError {
  return isSpuError(error) && error.code === 'E_MODULE_MISSING'
}

/** The reason a stream ends with this error. */
export function whyOf({ code }: FrameError): Why {
  if (code === 'E_KILLED') return 'killed'
  return code === 'E_TIMEOUT' ? 'timeout' : 'error'
}
