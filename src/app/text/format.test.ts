import { expect, test } from 'vitest'
import * as format from './format.ts'
import { hexPlace, hexRows, toHex } from './hex.ts'

test.each([
  [format.formatNumber(12_400), '12,400'],
  [format.formatShort(9999), '9,999'],
  [format.formatShort(12_400), '12 k'],
  [format.formatShort(999_499), '999 k'],
  [format.formatShort(999_500), '1.0 M'],
  [format.formatNumber(1_048_576), '1,048,576'],
  [format.formatCount(1, 'record'), '1 record'],
  [format.formatCount(0, 'record'), '0 records'],
  [format.formatCount(2, 'match', 'matches'), '2 matches'],
  [format.formatBytes(1), '1 byte'],
  [format.formatBytes(999), '999 bytes'],
  [format.formatBytes(3009), '3.0 KB'],
  [format.formatBytes(312_704), '312.7 KB'],
  [format.formatBytes(999_960), '1.0 MB'],
  [format.formatBytes(2_627_647), '2.6 MB'],
  [format.formatBytes(5_000_000_000), '5.0 GB'],
  [format.formatExactBytes(3009), '3,009 bytes'],
  [format.formatMemory(270 * 1024 * 1024), '270 MiB'],
  [format.formatMemory(17 * 65_536), '1.1 MiB'],
  [format.formatMemory(1024 ** 3), '1 GiB'],
  [format.formatDuration(1.4), '1.4 ms'],
  [format.formatDuration(0.01), 'under 0.1 ms'],
  [format.formatDuration(1234), '1.2 s'],
  [format.formatDuration(999.97), '1.0 s'],
  [format.formatSeconds(30_000), '30 s'],
  [format.formatSeconds(300), '1 s'],
  [format.formatTimestamp(1_628_690_400_000), '2021-08-11 14:00:00.000'],
  [format.formatTimestamp(-1), 'none'],
  [format.formatTimestamp(9e15), 'none'],
  [format.formatClock(new Date(2021, 7, 11, 14, 2, 31)), '14:02:31'],
  [format.formatOffsets(0, 3), 'offsets 0 to 3'],
  [format.formatOffsets(4, 4), 'offset 4'],
  [format.formatList(['1', '4', '6']), '1, 4 and 6'],
  [format.formatList(['1']), '1'],
  [format.formatList([]), ''],
  [format.formatList(['1', '2', '3', '4'], 2), '1, 2 and 2 more'],
])('%s', (actual, expected) => {
  expect(actual).toBe(expected)
})

test('rows of a hex dump', () => {
  const bytes = Uint8Array.from({ length: 18 }, (_, i) => (i === 17 ? 0xff : 0x61 + i))
  expect(hexRows(bytes)).toEqual([
    { at: 0, hex: '61 62 63 64 65 66 67 68 69 6a 6b 6c 6d 6e 6f 70', ascii: 'abcdefghijklmnop' },
    { at: 16, hex: '71 ff', ascii: 'q.' },
  ])
  expect(hexRows(bytes, 16, 1)).toEqual([{ at: 16, hex: '71', ascii: 'q' }])
  expect(hexRows(new Uint8Array())).toEqual([])
  expect(hexPlace(255)).toBe('000000ff')
  expect(toHex(Uint8Array.of(0, 0x0f, 0xff))).toBe('000fff')
})
