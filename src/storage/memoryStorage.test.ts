import { describe } from 'vitest'
import { MemoryCatalog } from './memoryCatalog.ts'
import { MemoryRecordLog } from './memoryRecordLog.ts'
import { catalogContract } from './testing/catalogContract.ts'
import { recordLogContract } from './testing/recordLogContract.ts'

describe('record log in memory', () => {
  recordLogContract(async (connections) => {
    const log = new MemoryRecordLog()
    return Array.from({ length: connections }, () => log)
  })
})

describe('catalog in memory', () => {
  catalogContract(async (connections) => {
    const catalog = new MemoryCatalog<{ kind: string; list: readonly number[] }>()
    return Array.from({ length: connections }, () => catalog)
  })
})
