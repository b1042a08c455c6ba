import { t } from '../strings/en.ts'
import type { RowProps } from './Rows.tsx'
import rowStyles from './row.module.css'

/** A row whose record is on its way from where it lies: as high as the others, and filled when it has come. */
export function WaitingRow({ offset, props }: { offset: string; props: RowProps }) {
  return (
    <div {...props} className={rowStyles.row} aria-busy="true">
      <div role="gridcell" className={rowStyles.offset}>
        {offset}
      </div>
      <div role="gridcell" className={rowStyles.record}>
        <span className="muted">{t.loading}</span>
      </div>
    </div>
  )
}
