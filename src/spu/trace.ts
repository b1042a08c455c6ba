import { Bell } from './bell.ts'
import type { TraceEvent } from './spu.ts'
import { untilAborted } from './untilAborted.ts'

/** Traces of ended streams that nobody asked for yet. */
const ENDED_KEPT = 16

/** Events of one stream that wait for a reader; beyond that the oldest are given up. */
const EVENTS_KEPT = 20_000

interface Channel {
  events: TraceEvent[]
  state: 'expected' | 'open' | 'ended'
  readonly bell: Bell
}

/** Where a stream tells what happens in it. Telling never waits. */
export interface TraceSink {
  emit(event: TraceEvent): void
  end(): void
}

/**
 * The observer view of streams. The stream and its reader may come in either order: what happened before the reader
 * came is kept for it. A stream has one reader; events are handed over, not copied.
 */
export class Traces {
  readonly #channels = new Map<string, Channel>()

  /** Called by the stream when it starts. */
  open(stream: string): TraceSink {
    const channel = this.#channel(stream)
    channel.state = 'open'
    return {
      emit: (event) => {
        if (channel.events.length >= EVENTS_KEPT) channel.events.shift()
        channel.events.push(event)
        channel.bell.ring()
      },
      end: () => {
        channel.state = 'ended'
        channel.bell.ring()
        this.#forgetOldest()
      },
    }
  }

  /** Hands a stream's events to its reader, from the first on; resolves when the stream has ended or the signal is aborted. */
  async read(stream: string, onEvent: (event: TraceEvent) => void, signal: AbortSignal): Promise<void> {
    const channel = this.#channel(stream)
    while (!signal.aborted) {
      const events = channel.events
      channel.events = []
      for (const event of events) onEvent(event)
      if (channel.state === 'ended' && channel.events.length === 0) {
        this.#channels.delete(stream)
        return
      }
      await untilAborted(channel.bell.wait(), signal).catch(() => {})
    }
    // A stream that never came must not leave its name behind.
    if (channel.state === 'expected') this.#channels.delete(stream)
  }

  #channel(stream: string): Channel {
    const channel: Channel = this.#channels.get(stream) ?? { events: [], state: 'expected', bell: new Bell() }
    this.#channels.set(stream, channel)
    return channel
  }

  #forgetOldest(): void {
    const ended = [...this.#channels].filter(([, channel]) => channel.state === 'ended')
    for (const [stream] of ended.slice(0, Math.max(0, ended.length - ENDED_KEPT))) this.#channels.delete(stream)
  }
}
