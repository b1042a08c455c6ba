import { describe, expect, test } from 'vitest'
import { fromHex, utf8 } from './bytes.ts'
import {
  FLUVIO_ERROR_CODE,
  initStatusText,
  lookBackStatusText,
  renderInitError,
  renderLookBackError,
  renderTransformError,
  spuErrorText,
  spuMemoryText,
  transformStatusText,
} from './smartModuleStatus.ts'

// The texts of this file that stand whole were sent by a real SPU.

describe('what a transform’s status means', () => {
  test.each([
    [-11, 'Other error: SmartModule err failed to decode SmartModule base input'],
    [-22, 'Other error: SmartModule err failed to decode SmartModule record input'],
    [-33, 'Other error: SmartModule err failed to encode SmartModule output'],
    [-44, 'Other error: SmartModule err failed to parse SmartModule extra params'],
    [-55, 'Other error: SmartModule err undefined right record in Join SmartModule'],
    [-1, 'Other error: SmartModule err encountered unknown error during SmartModule processing'],
    [-99, 'Other error: SmartModule err encountered unknown error during SmartModule processing'],
    [-2_147_483_648, 'Other error: SmartModule err encountered unknown error during SmartModule processing'],
  ])('%d', (status, text) => {
    expect(spuErrorText('other', transformStatusText(status))).toBe(text)
  })
})

describe('what init’s status means', () => {
  test.each([
    [-1, 'Error initializing encountered unknown error during SmartModule processing SmartModule Chain'],
    [-10, 'Error initializing failed to decode SmartModule init input SmartModule Chain'],
    [-11, 'Error initializing failed to encode SmartModule init output SmartModule Chain'],
    [-2, 'Error initializing Error during initialization SmartModule Chain'],
  ])('%d', (status, text) => {
    expect(spuErrorText('init', initStatusText(status))).toBe(text)
  })
})

describe('what look_back’s status means', () => {
  test.each([
    [-66, 'SmartModule look_back error: failed to decode SmartModule look_back input'],
    [-77, 'SmartModule look_back error: failed to decode SmartModule look_back record input'],
    [-88, 'SmartModule look_back error: failed to encode SmartModule look_back output'],
    [-5, 'SmartModule look_back error: encountered unknown error during SmartModule processing'],
    [-99, 'SmartModule look_back error: Error returned from user look_back function call'],
  ])('%d', (status, text) => {
    expect(spuErrorText('lookBack', lookBackStatusText(status))).toBe(text)
  })
})

describe('an error for one record', () => {
  test('of an aggregate, with a key', () => {
    const error = {
      hint: 'agg_join: bad value',
      kind: 'aggregate',
      offset: 3,
      key: utf8('k3'),
      value: utf8('bad'),
    } as const
    expect(spuErrorText('transform', renderTransformError(error))).toBe(
      'SmartModule transform error agg_join: bad value\n\nSmartModule Info: \n    Type: Aggregate\n    Offset: 3\n    Key: k3\n    Value: bad',
    )
  })

  test('of a filter, with causes and without a key', () => {
    const hint =
      'Oops something went wrong\n\nCaused by:\n   0: Failed to parse int\n   1: invalid digit found in string'
    const error = { hint, kind: 'filter', offset: 3, key: null, value: utf8(' 8') } as const
    expect(spuErrorText('transform', renderTransformError(error))).toBe(
      'SmartModule transform error Oops something went wrong\n\nCaused by:\n   0: Failed to parse int\n   1: invalid digit found in string\n\nSmartModule Info: \n    Type: Filter\n    Offset: 3\n    Key: NULL\n    Value:  8',
    )
  })

  test('bytes that are not text; an empty key', () => {
    const error = { hint: 'h', kind: 'map', offset: -5, key: fromHex('fffe'), value: fromHex('c328') } as const
    expect(renderTransformError(error)).toBe(
      'h\n\nSmartModule Info: \n    Type: Map\n    Offset: -5\n    Key: Binary: 2 bytes\n    Value: Binary: 2 bytes',
    )
    expect(renderTransformError({ ...error, key: utf8('') })).toContain('\n    Key: \n')
  })

  test.each([
    ['filter', 'Filter'],
    ['map', 'Map'],
    ['filter_map', 'FilterMap'],
    ['array_map', 'ArrayMap'],
    ['aggregate', 'Aggregate'],
  ] as const)('%s is called %s', (kind, name) => {
    const text = renderTransformError({ hint: '', kind, offset: 0, key: null, value: utf8('') })
    expect(text).toContain(`\n    Type: ${name}\n`)
  })

  test.each([
    [2 ** 63, '9223372036854775807'],
    [-(2 ** 63), '-9223372036854775808'],
    [1e21, '9223372036854775807'],
    [2 ** 53, '9007199254740992'],
  ])('an offset of %d is written with all digits', (offset, digits) => {
    const text = renderTransformError({ hint: '', kind: 'map', offset, key: null, value: utf8('') })
    expect(text).toContain(`\n    Offset: ${digits}\n`)
  })

  test('of look_back', () => {
    const error = { hint: 'lb_fail look_back: bad value', offset: 1, key: null, value: utf8('bad') }
    expect(spuErrorText('lookBack', renderLookBackError(error))).toBe(
      'SmartModule look_back error: lb_fail look_back: bad value\n\nSmartModule Lookback Error: \n    Offset: 1\n    Key: NULL\n    Value: bad',
    )
  })
})

test('an error of init', () => {
  expect(spuErrorText('init', renderInitError({ hint: 'ungültig — 🚫' }))).toBe(
    'Error initializing ungültig — 🚫\n\nSmartModule Init Error: \n SmartModule Chain',
  )
})

test('too much memory', () => {
  expect(spuMemoryText(1_310_720_000, 1_073_741_824)).toBe(
    'SmartModule memory limit exceeded: requested 1310720000 bytes, max allowed 1073741824 bytes',
  )
})

test('error codes', () => {
  expect(FLUVIO_ERROR_CODE).toEqual({ transform: 6004, init: 6005, lookBack: 6007, memory: 6008, other: 2 })
})
