import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { accountBytes, accountRecords } from './accountsGenerator.ts'

const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes)

describe('generated accounts', () => {
  it('are the data set accounts-10k, byte for byte', () => {
    const records = [...accountRecords(10_000, 'none')]
    const values = records.map(({ value }) => text(value))
    expect(values.reduce((sum, value) => sum + value.length, 0)).toBe(2_627_647)
    // Given by the data set's specification, not computed here.
    expect(createHash('sha256').update(values.join('\n')).digest('hex')).toBe(
      '9429b0f514f77c2a704008c46d02e3b1255c52590151ad2f6db06c6674c21aa0',
    )
    expect(records.every(({ key }) => key === null)).toBe(true)
  })

  it('are a second apart, and go on in the same way beyond 10,000', () => {
    const records = [...accountRecords(10_001, 'none')]
    expect(records[0]?.timestamp).toBe(Date.UTC(2021, 7, 11, 14))
    expect(records[10_000]?.timestamp).toBe(Date.UTC(2021, 7, 11, 14) + 10_000_000)
    const last = JSON.parse(text(records[10_000]?.value ?? new Uint8Array()))
    expect(last.first_name).toBe('Sample10000')
    expect(last.social_security_number).toMatch(/^(000|666)-\d\d-\d{4}$/)
  })

  it('have their account as the key when asked for', () => {
    const [first] = accountRecords(1, 'account_id')
    expect(text(first?.key ?? new Uint8Array())).toBe('00000000-0000-4000-8000-000000000000')
    expect(JSON.parse(text(first?.value ?? new Uint8Array())).account_id).toBe('00000000-0000-4000-8000-000000000000')
  })

  it('take about the bytes that are said', () => {
    for (const count of [1, 9, 100, 12_345]) {
      let values = 0
      for (const { value } of accountRecords(count, 'none')) values += value.length
      const said = accountBytes(count, 'none')
      expect(said).toBeGreaterThan(values)
      expect(said).toBeLessThan(values * 1.1)
    }
  })
})
