import { useEffect, useState } from 'react'
import styles from '../produce/form.module.css'
import { generateTexts } from '../strings/en/generate.ts'
import { accountBytes } from './accountsGenerator.ts'
import type { Generated } from './generateTopic.ts'

/** Most records that are generated for one topic. */
const MOST_RECORDS = 1_000_000

/** True for a number of records that can be generated. */
export function isPossibleCount(count: number): boolean {
  return Number.isInteger(count) && count >= 1 && count <= MOST_RECORDS
}

/** How many records to generate, and with which keys; says what they take. */
export function GeneratedFields({
  generated: { count, key },
  severalPartitions,
  memoryOnly,
  room,
  onChange,
}: {
  generated: Generated
  severalPartitions: boolean
  memoryOnly: boolean
  /** bytes that the browser has left; null when it does not say */
  room: number | null
  onChange: (generated: Generated) => void
}) {
  const [typed, setTyped] = useState(String(count))
  const possible = isPossibleCount(count)
  return (
    <div className={styles.pair}>
      <div className={styles.field}>
        <label htmlFor="generated-count">{generateTexts.count}</label>
        <input
          id="generated-count"
          type="number"
          min={1}
          max={MOST_RECORDS}
          step={1}
          value={typed}
          aria-invalid={!possible || isTooMuch(count, key, room)}
          aria-describedby="generated-count-help"
          onChange={(event) => {
            setTyped(event.target.value)
            onChange({ count: Number(event.target.value), key })
          }}
        />
        <SizeHelp count={count} keyed={key} memoryOnly={memoryOnly} room={room} />
      </div>
      <label className={styles.field}>
        <span>{generateTexts.keys}</span>
        <select
          value={key}
          onChange={(event) => onChange({ count, key: event.target.value === 'none' ? 'none' : 'account_id' })}
        >
          <option value="none">{generateTexts.keyNone}</option>
          <option value="account_id">{generateTexts.keyAccount}</option>
        </select>
        {severalPartitions && (
          <span className={styles.help}>
            {key === 'none' ? generateTexts.keyNoneHelp : generateTexts.keyAccountHelp}
          </span>
        )}
      </label>
    </div>
  )
}

/** What so many records take, or why they cannot be made. */
function SizeHelp({
  count,
  keyed,
  memoryOnly,
  room,
}: {
  count: number
  keyed: Generated['key']
  memoryOnly: boolean
  room: number | null
}) {
  const bytes = accountBytes(count, keyed)
  const problem = !isPossibleCount(count)
    ? generateTexts.countRange(MOST_RECORDS)
    : room !== null && isTooMuch(count, keyed, room)
      ? generateTexts.noRoom(bytes, room)
      : null
  const says = memoryOnly ? generateTexts.takesMemory(bytes) : generateTexts.takes(bytes, room)
  return (
    <span id="generated-count-help" role="status" className={problem === null ? styles.help : styles.problem}>
      {problem ?? says}
    </span>
  )
}

/** True when the browser says that so many records will not fit. */
export function isTooMuch(count: number, key: Generated['key'], room: number | null): boolean {
  return room !== null && accountBytes(count, key) > room
}

/** Room that the browser still gives this page, in bytes; null until it has said, and when it does not. */
export function useStorageRoom(): number | null {
  const [room, setRoom] = useState<number | null>(null)
  useEffect(() => {
    let here = true
    void navigator.storage
      ?.estimate?.()
      .then(({ quota, usage }) => {
        if (here && quota !== undefined && usage !== undefined) setRoom(Math.max(0, quota - usage))
      })
      // Then nothing is said about it.
      .catch(() => {})
    return () => {
      here = false
    }
  }, [])
  return room
}
