import { KeyText } from '../consume/ConsumerPane.tsx'
import type { Crossed } from '../line/NetworkLine.tsx'
import { NetworkStrip } from '../line/NetworkStrip.tsx'
import { BytesText, type MarkName } from '../rows/BytesText.tsx'
import type { Row } from '../rows/row.ts'
import type { RowSource } from '../rows/rowSource.ts'
import { ShownText } from '../rows/ShownText.tsx'
import { t } from '../strings/en.ts'
import { formatBytes } from '../text/format.ts'
import type { Mark } from '../text/marks.ts'
import type { TopicRecord } from '../topic/topicRecords.ts'
import { Icon } from '../ui/Icon.tsx'
import styles from './PairsPane.module.css'

/** One record at a time: in the topic above, the network, what was sent below. For narrow windows. */
export function PairsPane({
  rows,
  at,
  crossed,
  chain,
  marksOfStored,
  marksOfReceived,
  outcomeOf,
  onGo,
  onEdit,
}: {
  rows: RowSource
  at: number
  crossed: Crossed
  /** names of the steps that are on */
  chain: readonly string[]
  marksOfStored: (record: TopicRecord) => readonly Mark<MarkName>[]
  marksOfReceived: (row: Row) => readonly Mark<MarkName>[]
  outcomeOf: (row: Row) => string
  onGo: (row: Row) => void
  onEdit: (row: Row) => void
}) {
  const row = rows.rowAt(at)
  const go = (to: number) => {
    const next = rows.rowAt(to)
    if (next) onGo(next)
  }
  return (
    <section className={styles.pairs} aria-label={t.pairs}>
      {row && (
        <div className={styles.pair}>
          <article className={styles.side}>
            <h2>
              {t.inTheTopicTitle}
              {row.place && ` · ${t.detailsOf(row.place.offset)}`}
              <span className="muted">
                <Icon name="observer" /> {t.observerView}
              </span>
            </h2>
            {row.parent === null ? (
              <p className="muted">{row.place === null ? t.noRecordHere : t.loading}</p>
            ) : (
              <>
                <div className={styles.value}>
                  <BytesText bytes={row.parent.value} marks={marksOfStored(row.parent)} limit={2000} />
                </div>
                <p className={styles.meta}>
                  {t.key} <KeyText bytes={row.parent.key} /> · {outcomeOf(row)}
                  <button
                    type="button"
                    className="quiet icon"
                    aria-label={t.editValue(row.parent.offset)}
                    onClick={() => onEdit(row)}
                  >
                    <Icon name="edit" />
                  </button>
                </p>
              </>
            )}
          </article>
          <p className={styles.chain}>▼ {chain.length === 0 ? t.noSmartModules : chain.join(' → ')}</p>
          <div className={styles.network}>
            <NetworkStrip crossed={crossed} />
          </div>
          <article className={styles.side} data-side="consumer">
            <h2>{t.sentToTitle(crossed.consumer)}</h2>
            {row.received !== null && (
              <>
                <div className={styles.value}>
                  <BytesText bytes={row.received.value} marks={marksOfReceived(row)} limit={2000} />
                </div>
                <p className={styles.meta}>
                  {t.key} <KeyText bytes={row.received.key} /> · {formatBytes(row.received.value.length)}
                </p>
              </>
            )}
            {row.error !== null && (
              <p className={styles.error}>
                <span aria-hidden="true">✖</span> <ShownText text={row.error.error.text} />
              </p>
            )}
            {row.received === null && row.error === null && (
              <p className="muted">{row.has.received ? t.loading : t.compareNotSent}</p>
            )}
          </article>
        </div>
      )}
      <nav className={styles.steps} aria-label={t.records}>
        <button type="button" disabled={at <= 0} onClick={() => go(at - 1)}>
          ‹ {t.previous}
        </button>
        <span>{t.placeOf(rows.count === 0 ? 0 : at + 1, rows.count)}</span>
        <button type="button" disabled={at >= rows.count - 1} onClick={() => go(at + 1)}>
          {t.next} ›
        </button>
      </nav>
    </section>
  )
}
