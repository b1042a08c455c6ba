import type { Page } from '@playwright/test'
import { batchRecordList, decodeBatchHeader } from '../../src/protocol/batch.ts'
import { decodeRecordList } from '../../src/protocol/recordList.ts'

// The port between the page and its SPU worker is the network: what did not cross here did not reach the page.
// Message shapes: src/wire/messages.ts.

/** A message with its bytes as hex, in the order of the port. */
export interface PortMessage {
  readonly to: 'page' | 'spu'
  readonly type: string
  readonly id: number
  readonly method: string
  readonly args?: readonly unknown[]
  readonly value?: unknown
}

/** What to do to messages on their way to the page. Bytes are replaced in place, so both texts have one length. */
export interface Meddling {
  readonly method: string
  readonly type?: string
  readonly replace?: readonly [from: string, to: string]
  readonly drop?: boolean
  /** for calls with an odd number of this method only: delivered this much later, in their order */
  readonly delayOddMs?: number
}

/** A record as it crossed. */
export interface CrossedRecord {
  readonly offset: number
  readonly key: string | null
  readonly value: string
}

declare global {
  interface Window {
    port?: PortMessage[]
  }
}

/** Listens at the port from the page's first moment on. Call it before the page is opened. */
export async function listenAtPort(page: Page, meddling: readonly Meddling[] = []): Promise<void> {
  await page.addInitScript((meddling: readonly Meddling[]) => {
    const messages: PortMessage[] = []
    window.port = messages
    const plain = (value: unknown): unknown => {
      if (value instanceof ArrayBuffer) return plain(new Uint8Array(value))
      if (ArrayBuffer.isView(value)) {
        const bytes = new Uint8Array(value.buffer, value.byteOffset, value.byteLength)
        if (bytes.length > 200_000) return { bytes: bytes.length }
        return { hex: Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('') }
      }
      if (Array.isArray(value)) return value.map(plain)
      if (typeof value !== 'object' || value === null) return value
      return Object.fromEntries(Object.entries(value).map(([name, field]) => [name, plain(field)]))
    }
    const rewrite = (value: unknown, from: Uint8Array, to: Uint8Array): void => {
      if (ArrayBuffer.isView(value)) {
        const bytes = new Uint8Array(value.buffer, value.byteOffset, value.byteLength)
        for (let at = 0; at + from.length <= bytes.length; at += 1) {
          if (from.every((byte, i) => bytes[at + i] === byte)) bytes.set(to, at)
        }
      } else if (typeof value === 'object' && value !== null) {
        for (const field of Object.values(value)) rewrite(field, from, to)
      }
    }
    const places = new Map<number, number>()
    const late = new WeakSet<Event>()
    const Plain = window.Worker
    window.Worker = class extends Plain {
      readonly #isSpu: boolean

      constructor(url: string | URL, options?: WorkerOptions) {
        super(url, options)
        this.#isSpu = options?.name === 'spu'
        if (!this.#isSpu) return
        this.addEventListener('message', (event) => {
          if (late.has(event)) return
          const { data } = event
          for (const { method, type, replace, drop, delayOddMs } of meddling) {
            if (data.method !== method || (type !== undefined && data.type !== type)) continue
            const utf8 = new TextEncoder()
            if (replace) rewrite(data, utf8.encode(replace[0]), utf8.encode(replace[1]))
            if (drop) return event.stopImmediatePropagation()
            if (delayOddMs !== undefined && (places.get(data.id) ?? 0) % 2 === 1) {
              event.stopImmediatePropagation()
              setTimeout(() => {
                const again = new MessageEvent('message', { data })
                late.add(again)
                this.dispatchEvent(again)
              }, delayOddMs)
            }
          }
          messages.push({ to: 'page', ...(plain(data) as Omit<PortMessage, 'to'>) })
        })
      }

      override postMessage(message: PortMessage, transfer?: Transferable[] | StructuredSerializeOptions): void {
        if (this.#isSpu) {
          if (message.type === 'call') {
            places.set(
              message.id,
              messages.filter(({ type, method }) => type === 'call' && method === message.method).length + 1,
            )
          }
          messages.push({ ...(plain(message) as PortMessage), to: 'spu' })
        }
        super.postMessage(message, transfer as Transferable[])
      }
    }
  }, meddling)
}

/** Everything that crossed the port until now. */
export async function portMessages(page: Page): Promise<PortMessage[]> {
  return page.evaluate(() => window.port ?? [])
}

/** The calls that open a consumer's stream, oldest first. */
export function consumeCalls(messages: readonly PortMessage[]): PortMessage[] {
  return messages.filter(({ to, type, method }) => to === 'spu' && type === 'call' && method === 'consume')
}

/** The records the SPU posted on one `consume` call, in order. */
export function recordsOf(messages: readonly PortMessage[], call: PortMessage): CrossedRecord[] {
  return messages
    .filter(({ to, type, id }) => to === 'page' && type === 'callback' && id === call.id)
    .flatMap(({ args }) => {
      const [frame] = (args ?? []) as { batch: { hex: string } | null }[]
      if (!frame?.batch) return []
      const bytes = Buffer.from(frame.batch.hex, 'hex')
      const { baseOffset } = decodeBatchHeader(bytes)
      return decodeRecordList(batchRecordList(bytes)).records.map(({ offsetDelta, key, value }) => ({
        offset: baseOffset + offsetDelta,
        key: key === null ? null : Buffer.from(key).toString(),
        value: Buffer.from(value).toString(),
      }))
    })
}

/** Everything readable in a message: its strings, and its bytes read as text. */
export function textOf(message: unknown): string {
  if (typeof message === 'string') return message
  if (typeof message !== 'object' || message === null) return String(message)
  if ('hex' in message && typeof message.hex === 'string') return Buffer.from(message.hex, 'hex').toString('latin1')
  return Object.values(message).map(textOf).join('\n')
}
