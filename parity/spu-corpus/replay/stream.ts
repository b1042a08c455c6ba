import {
  type Answers,
  type ConsumeRequest,
  isSpuError,
  type StreamFrame,
  type TraceEvent,
} from '../../../src/spu/spu.ts'
import type { RowStep } from './rows.ts'
import type { World } from './world.ts'

/** What a stream asks for. */
export interface StreamWish {
  readonly topic: string
  readonly chain: readonly RowStep[]
  readonly start: number
  readonly max_bytes?: number | null | undefined
  readonly answers: Answers
  readonly tail?: boolean
}

/** What one stream gave. */
export interface StreamRun {
  readonly frames: StreamFrame[]
  readonly trace: TraceEvent[]
  /** for each frame: after how many produce requests it came */
  readonly phases: number[]
  /** why the stream could not be opened: the SPU's error code */
  readonly refused: string | null
  /** a module of the chain is WebAssembly text, which is refused here */
  readonly textModule: boolean
}

let streams = 0

/**
 * Runs a stream until it has ended; with `live`, calls those in turn, each when the stream is quiet.
 * @throws Refused
 */
export async function runStream(
  world: World,
  wish: StreamWish,
  live: readonly (() => Promise<void>)[] = [],
): Promise<StreamRun> {
  const request: ConsumeRequest = {
    stream: `corpus-${streams++}`,
    topic: wish.topic,
    start: { from: 'offset', offset: wish.start },
    tail: live.length > 0,
    chain: await world.chain(wish.chain),
    answers: wish.answers,
    ...(typeof wish.max_bytes === 'number' && { maxBytes: wish.max_bytes }),
  }
  const run = { frames: [] as StreamFrame[], trace: [] as TraceEvent[], phases: [] as number[] }
  let phase = 0
  let quiet = () => {}
  const onEvent = (event: TraceEvent) => {
    run.trace.push(event)
    if (event.type === 'state' && (event.state.kind === 'waiting' || event.state.kind === 'ended')) quiet()
  }
  const onFrame = (frame: StreamFrame) => {
    run.frames.push(frame)
    run.phases.push(phase)
  }
  const stop = new AbortController()
  let ended = false
  const waitQuiet = () => (ended ? Promise.resolve() : new Promise<void>((resolve) => (quiet = resolve)))
  const traced = world.spu.trace(request.stream, onEvent, new AbortController().signal)
  let isQuiet = live.length > 0 ? waitQuiet() : Promise.resolve()
  let refused: string | null = null
  const consumed = world.spu
    .consume(request, onFrame, stop.signal)
    .catch((error: unknown) => {
      if (!isSpuError(error)) throw error
      refused = error.code
    })
    .finally(() => {
      ended = true
      quiet()
    })
  for (const produce of live) {
    await isQuiet
    phase++
    isQuiet = waitQuiet()
    await produce()
  }
  await isQuiet
  if (live.length > 0) stop.abort()
  await consumed
  await traced
  return { ...run, refused, textModule: false }
}
