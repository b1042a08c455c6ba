import { useState } from 'react'
import { t } from '../strings/en.ts'
import { hexPlace, hexRows } from '../text/hex.ts'
import styles from './DetailsTab.module.css'

const AT_FIRST = 512

/** Bytes as they are: place, hexadecimal, and what of it can be read. */
export function HexView({ bytes }: { bytes: Uint8Array }) {
  const [all, setAll] = useState(false)
  const rows = hexRows(bytes, 0, all ? bytes.length : AT_FIRST)
  return (
    <>
      <pre className={styles.hex}>
        {rows.map((row) => `${hexPlace(row.at)}  ${row.hex.padEnd(47)}  |${row.ascii}|\n`)}
        {bytes.length === 0 && t.emptyValue}
      </pre>
      {!all && bytes.length > AT_FIRST && (
        <button type="button" className="link" onClick={() => setAll(true)}>
          {t.loadAll(bytes.length)}
        </button>
      )}
    </>
  )
}
