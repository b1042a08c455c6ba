import type { ReactNode, RefObject } from 'react'
import { BytesText, type MarkName } from '../rows/BytesText.tsx'
import type { Items } from '../rows/items.ts'
import { type RowProps, Rows } from '../rows/Rows.tsx'
import rowStyles from '../rows/row.module.css'
import { ShownText } from '../rows/ShownText.tsx'
import type { ScrollTogether } from '../rows/scrollTogether.ts'
import { WaitingRow } from '../rows/WaitingRow.tsx'
import { t } from '../strings/en.ts'
import { formatBytes, formatNumber } from '../text/format.ts'
import type { Mark } from '../text/marks.ts'
import paneStyles from '../ui/pane.module.css'
import { useLayout } from '../useLayout.ts'
import styles from './ConsumerPane.module.css'
import type { ReceivedError, ReceivedRecord } from './received.ts'

/** A place on the consumer's side: a record, an error, or nothing (then `gap` says why, as decoration). */
export interface ConsumerItem {
  readonly id: string
  readonly received: ReceivedRecord | null
  /** offset of a record that arrived and whose bytes are being read back */
  readonly waiting: number | null
  readonly error: ReceivedError | null
  readonly gap: string
  /** ranges of the received text */
  readonly marks: readonly Mark<MarkName>[]
  /** several partitions: the offset alone does not name a record */
  readonly partition: string
}

/**
 * What arrived on this consumer's stream, and nothing else: marks are ranges of the received text, gaps are
 * decoration that no reader of the page's structure sees.
 */
export function ConsumerPane({
  name,
  items,
  count,
  errors,
  rowHeight,
  selectedId,
  onSelect,
  onOpen,
  scroll,
  grid,
  view,
  empty,
}: {
  name: string
  items: Items<ConsumerItem>
  count: number
  errors: number
  rowHeight: number
  selectedId: string | null
  onSelect: (item: ConsumerItem) => void
  onOpen: (item: ConsumerItem) => void
  scroll: ScrollTogether | null
  grid: RefObject<HTMLDivElement | null>
  view: ReactNode
  empty: ReactNode
}) {
  return (
    <section className={styles.pane} aria-label={t.consumerHeading(name)} id="consumer">
      <header className={styles.header}>
        <h2 className={paneStyles.title}>{t.consumerHeading(name)}</h2>
        <span className="muted">
          {errors === 0 ? t.consumerReceived(count) : `${formatNumber(count)} + `}
          {errors > 0 && <span className={styles.errors}>{t.errorCount(errors)}</span>}
        </span>
        {view}
      </header>
      {items.count === 0 && empty}
      <Rows
        label={t.consumerRecords(name)}
        items={items}
        rowHeight={rowHeight}
        selectedId={selectedId}
        onSelect={onSelect}
        onOpen={onOpen}
        scroll={scroll}
        grid={grid}
        draw={(item, props) => <ConsumerRow item={item} props={props} />}
      />
      {/* Below the rows, which stay beside those of the topic. */}
      {items.count > 0 && empty}
    </section>
  )
}

function ConsumerRow({ item, props }: { item: ConsumerItem; props: RowProps | null }) {
  const near = useLayout().size === 'line'
  if (props === null) {
    return (
      <div className={rowStyles.gap} aria-hidden="true" data-empty={item.gap === ''}>
        {item.gap !== '' && <span>{item.gap}</span>}
      </div>
    )
  }
  if (item.error !== null) return <ErrorRow item={item.error} props={props} />
  if (item.received === null) return <WaitingRow offset={`${item.partition}${item.waiting ?? ''}`} props={props} />
  const { key, value, offset } = item.received
  return (
    <div {...props} className={rowStyles.row}>
      <div role="gridcell" className={rowStyles.offset}>
        {item.partition}
        {offset}
      </div>
      <div role="gridcell" className={rowStyles.record}>
        <div className={rowStyles.value}>
          {value.length === 0 ? <em>{t.emptyValue}</em> : <BytesText bytes={value} marks={item.marks} near={near} />}
        </div>
        <div className={rowStyles.meta}>
          {t.key} <KeyText bytes={key} /> · {formatBytes(value.length)}
        </div>
      </div>
    </div>
  )
}

/** A key: null is not an empty key. */
export function KeyText({ bytes }: { bytes: Uint8Array | null }) {
  if (bytes === null) return t.nullKey
  if (bytes.length === 0) return <em>{t.emptyKey}</em>
  return (
    <code className={rowStyles.key}>
      <BytesText bytes={bytes} limit={60} />
    </code>
  )
}

function ErrorRow({ item: { error }, props }: { item: ReceivedError; props: RowProps }) {
  const { record } = error
  return (
    <div {...props} className={rowStyles.row} data-error="true">
      <div role="gridcell" className={rowStyles.offset}>
        <span aria-hidden="true">✖</span>
        <span className="hidden">{t.errorWord}</span>
      </div>
      <div role="gridcell" className={rowStyles.record}>
        <div className={rowStyles.value}>
          <ShownText text={error.text} block={false} />
        </div>
        <div className={rowStyles.meta}>
          {record === null ? (
            t.errorNoRecord
          ) : (
            <>
              {t.errorCarries(record.offset)} {t.key} <KeyText bytes={record.key} />, {t.value}{' '}
              <code className={rowStyles.key}>
                <BytesText bytes={record.value} limit={80} />
              </code>
            </>
          )}
        </div>
      </div>
    </div>
  )
}
