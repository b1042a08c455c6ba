import { expect, test } from 'vitest'
import { utf8 } from '../protocol/bytes.ts'
import { ModuleLog } from './moduleLog.ts'

const texts = (log: ModuleLog) => log.take().map(({ fd, text }) => `${fd} ${text}`)

test('lines of both streams, with characters cut between two writes', () => {
  const log = new ModuleLog(1)
  const bytes = utf8('a ü\nrest')
  log.write(1, bytes.subarray(0, 3))
  log.write(2, utf8('other\r\n'))
  log.write(1, bytes.subarray(3))
  expect(texts(log)).toEqual(['2 other', '1 a ü', '1 rest'])
  expect(texts(log)).toEqual([])
})

test('control characters become symbols, bytes that are not UTF-8 the replacement character', () => {
  const log = new ModuleLog(0)
  log.write(1, utf8('\u001b[31mred\u0000\u007f\u0085\ttab'))
  expect(texts(log)).toEqual(['1 ␛[31mred␀␡\ufffd\ttab'])
  log.write(1, Uint8Array.of(0xff, 0x41, 0x0a))
  expect(texts(log)).toEqual(['1 \ufffdA'])
})

test('more than the limit is dropped, once with a word', () => {
  const log = new ModuleLog(0)
  for (let i = 0; i < 100; i++) log.write(1, new Uint8Array(1000).fill(0x78))
  const lines = log.take()
  expect(lines.map(({ text }) => text.length)).toEqual([65_536, 42])
  log.write(2, utf8('more\n'))
  expect(log.take()).toEqual([])
})

test('the last twenty lines stay for an error', () => {
  const log = new ModuleLog(0)
  for (let i = 0; i < 30; i++) log.write(2, utf8(`${i}\n`))
  log.take()
  log.write(2, utf8('panicked'))
  expect(log.tail()).toHaveLength(20)
  expect([log.tail()[0], log.tail().at(-1)]).toEqual(['11', 'panicked'])
})
