import { useEffect, useState } from 'react'
import { DIFFERENCES } from '../../spu/differences.ts'
import { limits } from '../strings/en/limits.ts'
import { Dialog } from '../ui/Dialog.tsx'
import styles from './LimitsDialog.module.css'
import { limitRows } from './limitRows.ts'
import { loadParity, type Parity } from './parity.ts'

/** Where the playground and a cluster can be told apart: limits, differences, and what was checked. */
export function LimitsDialog({ onClose }: { onClose: () => void }) {
  return (
    <Dialog title={limits.title} onClose={onClose} wide>
      <p>{limits.lead}</p>
      <Checked />
      <h3>{limits.differencesHeading}</h3>
      <p className="muted">{limits.differencesLead}</p>
      <Table
        label={limits.differencesHeading}
        first={limits.columns.difference}
        rows={DIFFERENCES.map(({ title, here, cluster, when }) => ({
          about: title,
          here,
          cluster,
          decided: when === 'answers',
        }))}
      />
      <h3>{limits.limitsHeading}</h3>
      <Table label={limits.limitsHeading} first={limits.columns.limit} rows={limitRows()} />
    </Dialog>
  )
}

interface TableRow {
  readonly about: string
  readonly here: string
  readonly cluster: string
  readonly decided?: boolean
}

function Table({ label, first, rows }: { label: string; first: string; rows: readonly TableRow[] }) {
  return (
    <table className={styles.table} aria-label={label}>
      <thead>
        <tr>
          <th scope="col">{first}</th>
          <th scope="col">{limits.columns.here}</th>
          <th scope="col">{limits.columns.cluster}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map(({ about, here, cluster, decided }) => (
          <tr key={about}>
            <th scope="row">
              {about}
              {decided && <span className={styles.decided}>{limits.decided}</span>}
            </th>
            <td data-label={limits.columns.here}>{here}</td>
            <td data-label={limits.columns.cluster}>{cluster}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

/** The result of the last check against a real SPU, from the file that the check writes. */
function Checked() {
  const [parity, setParity] = useState<Parity | 'loading' | 'missing'>('loading')
  useEffect(() => {
    let here = true
    loadParity().then(
      (loaded) => here && setParity(loaded),
      () => here && setParity('missing'),
    )
    return () => {
      here = false
    }
  }, [])
  if (parity === 'loading') return null
  if (parity === 'missing') return <p className="muted">{limits.notLoaded}</p>
  const { spu, engine } = parity
  const byRule = spu.exceptions.reduce((sum, rule) => sum + rule.spu, 0)
  const decisions = spu.differences.filter(({ expected }) => expected > 0)
  return (
    <section className={styles.checked} data-whole={spu.failed === 0} aria-label={limits.checkedHeading}>
      <h3>{limits.checkedHeading}</h3>
      <ul>
        <li>
          {limits.checkedLine(spu.rows, spu.equal.spu, spu.build)} {byRule > 0 && limits.checkedExceptions(byRule)}
        </li>
        <li>{limits.checkedDifferences(spu.rows - spu.equal.expected, decisions.length)}</li>
        {engine && <li>{limits.checkedEngine(engine.jobs, engine.equal, engine.crate)}</li>}
      </ul>
      <p className="muted">
        {limits.checkedOn(spu.date)} {spu.failed > 0 && <strong>{limits.notAllEqual}</strong>}
      </p>
    </section>
  )
}
