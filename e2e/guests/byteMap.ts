import type { Bytes } from '../../src/protocol/bytes.ts'
import { COPY, handMade, TYPE } from '../../src/smartengine/testing/handMade.ts'
import { op, type Part } from '../../src/smartengine/testing/wasmEncoder.ts'

/** Where the input is put, and where the output is made: room for a batch of about 60 kB. */
const INPUT = 1024
const OUTPUT = 65_536
/** Base offset (8 bytes) and length (4) stand in front of the record list, which begins with its count (4). */
const INPUT_HEAD = 12
const COUNT_SIZE = 4

/** Globals: there is no other place for variables in a function without locals. */
const AT = 0
const END = 1
const RECORD_END = 2
const VALUE_END = 3
const LENGTH = 4
const SHIFT = 5
const BYTE = 6

const get = op.globalGet
const load8: Part = [0x2d, 0, 0]
const and: Part = [0x71]
const or: Part = [0x72]
const xor: Part = [0x73]
const subtract: Part = [0x6b]
const shiftLeft: Part = [0x74]
const shiftRight: Part = [0x76]
const atLeast: Part = [0x4f]
const atMost: Part = [0x4d]
const leaveIf: Part = [0x0d, 1]
const again: Part = [0x0c, 0]
const againIf: Part = [0x0d, 0]
const copyMemory: Part = [0xfc, 0x0a, 0, 0]

const set = (variable: number, value: Part): Part => [...value, ...op.globalSet(variable)]
const add = (variable: number, value: Part): Part => set(variable, [...get(variable), ...value, ...op.add])
const loop = (code: Part): Part => [0x03, 0x40, ...code, 0x0b]
const until = (done: Part, code: Part): Part => [0x02, 0x40, ...loop([...done, ...leaveIf, ...code, ...again]), 0x0b]

/** Reads the varint of a length at AT into LENGTH. It is not negative, so that undoing the zigzag is a shift. */
const READ_LENGTH: Part = [
  ...set(LENGTH, op.i32(0)),
  ...set(SHIFT, op.i32(0)),
  ...loop([
    ...set(BYTE, [...get(AT), ...load8]),
    ...add(AT, op.i32(1)),
    ...set(LENGTH, [...get(LENGTH), ...get(BYTE), ...op.i32(0x7f), ...and, ...get(SHIFT), ...shiftLeft, ...or]),
    ...add(SHIFT, op.i32(7)),
    ...get(BYTE),
    ...op.i32(0x80),
    ...and,
    ...againIf,
  ]),
  ...set(LENGTH, [...get(LENGTH), ...op.i32(1), ...shiftRight]),
]
/** Number of the function above: after copy_records, alloc and the transform. */
const readLength = op.call(3)

/** Four bytes from `from` on, high first. */
function bigEndian(from: Part): Part {
  const byte = (at: number, shift: number) => [
    ...from,
    ...op.i32(at),
    ...op.add,
    ...load8,
    ...op.i32(shift),
    ...shiftLeft,
  ]
  return [...byte(0, 24), ...byte(1, 16), ...or, ...byte(2, 8), ...or, ...byte(3, 0), ...or]
}

/**
 * A map that changes single bytes of every value and leaves keys alone: a SmartModule that is not in the repository,
 * as somebody brings it. Different arguments are different builds.
 * @param first @param last of the characters (ASCII) that are changed
 * @param change to upper case, or a character that takes their place
 */
export function byteMap(first: string, last: string, change: 'upper case' | { readonly into: string }): Bytes {
  const changed = change === 'upper case' ? [...get(BYTE), ...op.i32(0x20), ...xor] : op.i32(change.into.charCodeAt(0))
  const records = until(
    [...get(AT), ...get(END), ...atLeast],
    [
      ...readLength,
      ...set(RECORD_END, [...get(AT), ...get(LENGTH), ...op.add]),
      ...add(AT, op.i32(1)), // attributes
      ...readLength, // timestamp delta
      ...readLength, // offset delta
      ...set(BYTE, [...get(AT), ...load8]),
      ...add(AT, op.i32(1)),
      ...get(BYTE),
      ...op.when([...readLength, ...add(AT, get(LENGTH))]), // a key
      ...readLength,
      ...set(VALUE_END, [...get(AT), ...get(LENGTH), ...op.add]),
      ...until(
        [...get(AT), ...get(VALUE_END), ...atLeast],
        [
          ...set(BYTE, [...get(AT), ...load8]),
          ...get(BYTE),
          ...op.i32(first.charCodeAt(0)),
          ...atLeast,
          ...get(BYTE),
          ...op.i32(last.charCodeAt(0)),
          ...atMost,
          ...and,
          ...op.when([...get(AT), ...changed, ...op.store8]),
          ...add(AT, op.i32(1)),
        ],
      ),
      ...set(AT, get(RECORD_END)),
    ],
  )
  return handMade({
    kind: 'map',
    alloc: op.i32(INPUT),
    memory: [0, 2],
    globals: [0, 0, 0, 0, 0, 0, 0],
    functions: [{ exports: [], type: TYPE.start, code: READ_LENGTH }],
    code: [
      ...set(LENGTH, bigEndian([...op.get(0), ...op.i32(INPUT_HEAD - 4), ...op.add])),
      ...op.i32(OUTPUT),
      ...op.get(0),
      ...op.i32(INPUT_HEAD),
      ...op.add,
      ...get(LENGTH),
      ...copyMemory,
      ...set(AT, op.i32(OUTPUT + COUNT_SIZE)),
      ...set(END, [...op.i32(OUTPUT), ...get(LENGTH), ...op.add]),
      ...records,
      // no error follows
      ...get(END),
      ...op.i32(0),
      ...op.store8,
      ...op.i32(OUTPUT),
      ...get(END),
      ...op.i32(OUTPUT - 1),
      ...subtract,
      ...op.call(COPY),
      ...op.i32(0),
    ],
  })
}
