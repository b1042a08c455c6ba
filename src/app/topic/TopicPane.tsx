import type { ReactNode, RefObject } from 'react'
import { KeyText } from '../consume/ConsumerPane.tsx'
import { BytesText, type MarkName } from '../rows/BytesText.tsx'
import type { Items } from '../rows/items.ts'
import { type RowProps, Rows } from '../rows/Rows.tsx'
import rowStyles from '../rows/row.module.css'
import type { Row } from '../rows/row.ts'
import type { ScrollTogether } from '../rows/scrollTogether.ts'
import { WaitingRow } from '../rows/WaitingRow.tsx'
import { t } from '../strings/en.ts'
import type { Mark } from '../text/marks.ts'
import { Icon } from '../ui/Icon.tsx'
import paneStyles from '../ui/pane.module.css'
import { useLayout } from '../useLayout.ts'
import styles from './TopicPane.module.css'
import type { TopicRecord } from './topicRecords.ts'

/** The topic as it is stored, with what became of each record in the run on screen. Observer view. */
export function TopicPane({
  name,
  count,
  rows,
  marksOf,
  outcomeOf,
  rowHeight,
  several,
  selectedId,
  onSelect,
  onOpen,
  onEdit,
  scroll,
  grid,
  tools,
  empty,
  editor,
}: {
  name: string
  count: number
  rows: Items<Row>
  marksOf: (record: TopicRecord) => readonly Mark<MarkName>[]
  outcomeOf: (row: Row) => string
  rowHeight: number
  /** the topic has several partitions */
  several: boolean
  selectedId: string | null
  onSelect: (row: Row) => void
  onOpen: (row: Row) => void
  onEdit: (row: Row) => void
  scroll: ScrollTogether
  grid: RefObject<HTMLDivElement | null>
  tools: ReactNode
  empty: ReactNode
  /** the editor of a value that is open, and where */
  editor: { readonly id: string; readonly element: ReactNode } | null
}) {
  return (
    <section className={styles.pane} aria-label={t.topicHeading(name)} id="topic">
      <header className={styles.header}>
        <h2 className={paneStyles.title}>{t.topicHeading(name)}</h2>
        <span className={`muted ${styles.count}`}>{t.storedInTopic(count)}</span>
        <span className={styles.tools}>{tools}</span>
      </header>
      {empty}
      <Rows
        label={t.topicRecords(name)}
        items={rows}
        rowHeight={rowHeight}
        selectedId={selectedId}
        onSelect={onSelect}
        onOpen={onOpen}
        onEdit={onEdit}
        scroll={scroll}
        grid={grid}
        draw={(row, props) => (
          <>
            <TopicRow
              row={row}
              props={props}
              marksOf={marksOf}
              outcome={outcomeOf(row)}
              several={several}
              onEdit={onEdit}
            />
            {editor?.id === row.id && editor.element}
          </>
        )}
      />
    </section>
  )
}

function TopicRow({
  row,
  props,
  marksOf,
  outcome,
  several,
  onEdit,
}: {
  row: Row
  props: RowProps | null
  marksOf: (record: TopicRecord) => readonly Mark<MarkName>[]
  outcome: string
  several: boolean
  onEdit: (row: Row) => void
}) {
  const { stored, place } = row
  const near = useLayout().size === 'line'
  if (props === null || place === null) return <div className={rowStyles.gap} data-empty="true" aria-hidden="true" />
  const offset = `${several ? `${t.partitionShort(place.partition)}·` : ''}${place.offset}`
  if (stored === null) return <WaitingRow offset={offset} props={props} />
  return (
    <div
      {...props}
      className={rowStyles.row}
      data-outcome={row.outcome?.kind}
      data-error={row.outcome?.kind === 'error'}
    >
      <div role="gridcell" className={rowStyles.offset}>
        {offset}
      </div>
      <div role="gridcell" className={rowStyles.record}>
        {/* biome-ignore lint/a11y/noStaticElementInteractions: F2 and the Edit button do the same */}
        {/* biome-ignore lint/a11y/useKeyWithClickEvents: F2 and the Edit button do the same */}
        <div className={rowStyles.value} onClick={() => onEdit(row)}>
          {stored.value.length === 0 ? (
            <em>{t.emptyValue}</em>
          ) : (
            <BytesText bytes={stored.value} marks={marksOf(stored)} near={near} />
          )}
        </div>
        <div className={rowStyles.meta} data-kind={row.outcome?.kind}>
          {stored.key !== null && (
            <>
              {t.key} <KeyText bytes={stored.key} /> ·{' '}
            </>
          )}
          {outcome}
        </div>
        <button
          type="button"
          tabIndex={-1}
          className={`${rowStyles.tools} quiet icon`}
          aria-label={t.editValue(stored.offset)}
          onClick={() => onEdit(row)}
        >
          <Icon name="edit" />
        </button>
      </div>
    </div>
  )
}
