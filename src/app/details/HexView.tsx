import { useState } from 'react'
import { later } from '../strings/en/later.ts'
import { t } from '../strings/en.ts'
import { hexPlace, hexRows } from '../text/hex.ts'
import styles from './DetailsTab.module.css'

const AT_FIRST = 512
/** Bytes drawn together: what is scrolled out of sight costs no layout. */
const BLOCK = 4096

/** Bytes as they are: place, hexadecimal, and what of it can be read. */
export function HexView({ bytes }: { bytes: Uint8Array }) {
  const [all, setAll] = useState(false)
  const shown = all ? bytes.length : Math.min(bytes.length, AT_FIRST)
  const blocks = Array.from({ length: Math.ceil(shown / BLOCK) }, (_, i) => i * BLOCK)
  return (
    <>
      <pre className={styles.hex}>
        {blocks.map((from) => {
          const rows = hexRows(bytes, from, Math.min(BLOCK, shown - from))
          return (
            <div key={from} className={styles.block} style={{ containIntrinsicBlockSize: `${rows.length}lh` }}>
              {rows.map((row) => `${hexPlace(row.at)}  ${row.hex.padEnd(47)}  |${row.ascii}|\n`).join('')}
            </div>
          )
        })}
        {bytes.length === 0 && t.emptyValue}
      </pre>
      {!all && bytes.length > AT_FIRST && (
        <button type="button" className="link" onClick={() => setAll(true)}>
          {later.loadAll(bytes.length)}
        </button>
      )}
    </>
  )
}
