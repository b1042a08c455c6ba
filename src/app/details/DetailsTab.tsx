import { useMemo, useState } from 'react'
import { compareValues } from '../compare/compareValues.ts'
import type { Comparison } from '../compare/comparison.ts'
import { KeyText } from '../consume/ConsumerPane.tsx'
import type { ReceivedRecord } from '../consume/received.ts'
import { BytesText } from '../rows/BytesText.tsx'
import { later } from '../strings/en/later.ts'
import { t } from '../strings/en.ts'
import { formatTimestamp } from '../text/format.ts'
import type { TopicRecord } from '../topic/topicRecords.ts'
import { Icon } from '../ui/Icon.tsx'
import { ComparisonView } from './ComparisonView.tsx'
import styles from './DetailsTab.module.css'
import { HexView } from './HexView.tsx'

/** Both sides of the selected record: by meaning, or as bytes. Observer view. */
export function DetailsTab({
  stored,
  received,
  outcome,
  consumer,
  isSensitive,
}: {
  stored: TopicRecord | null
  /** what came of it; several when it became several records */
  received: readonly ReceivedRecord[]
  outcome: string
  consumer: string
  isSensitive: (text: string) => boolean
}) {
  const [by, setBy] = useState<'meaning' | 'raw'>('meaning')
  const first = received[0]
  const comparison = useMemo(
    () => (stored && first && received.length === 1 ? compareValues(stored.value, first.value) : null),
    [stored, first, received.length],
  )
  if (stored === null) {
    return (
      <p className={styles.empty}>
        <b>{later.emptyDetails.title}</b> {later.emptyDetails.rest}
      </p>
    )
  }
  return (
    <div className={styles.details}>
      <header className={styles.header}>
        <h3>
          {later.detailsOf(stored.offset)} · {outcome}
        </h3>
        <span className="muted">
          {t.key} <KeyText bytes={stored.key} /> · {formatTimestamp(stored.timestamp)}
        </span>
        <span className={`muted ${styles.observer}`} title={t.observerViewHelp}>
          <Icon name="observer" /> {t.observerView}: {later.detailsObserver}
        </span>
        <div className={styles.choice} role="group" aria-label={later.compareBy}>
          <button type="button" aria-pressed={by === 'meaning'} onClick={() => setBy('meaning')}>
            {later.meaning}
          </button>
          <button type="button" aria-pressed={by === 'raw'} onClick={() => setBy('raw')}>
            {later.raw}
          </button>
        </div>
      </header>
      {by === 'raw' ? (
        <div className={styles.sides}>
          <Side title={later.inTheTopic}>
            <HexView bytes={stored.value} />
          </Side>
          <Side title={later.sentTo(consumer)}>
            {received.length === 0 ? (
              <p className="muted">{later.compareNotSent}</p>
            ) : (
              received.map((record, place) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: several records may share an offset; their order is fixed
                <HexView key={place} bytes={record.value} />
              ))
            )}
          </Side>
        </div>
      ) : comparison !== null && !isQuiteDifferent(comparison) ? (
        <ComparisonView comparison={comparison} consumer={consumer} isSensitive={isSensitive} />
      ) : (
        <div className={styles.sides}>
          <Side title={later.inTheTopic}>
            <pre>
              <BytesText bytes={stored.value} limit={4000} block />
            </pre>
          </Side>
          <Side title={later.sentTo(consumer)}>
            {received.length === 0 ? (
              <p className="muted">{later.compareNotSent}</p>
            ) : (
              received.map((record, place) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: several records may share an offset; their order is fixed
                <pre key={place}>
                  {record.key !== null && (
                    <span className="muted">
                      {t.key} <KeyText bytes={record.key} />{' '}
                    </span>
                  )}
                  <BytesText bytes={record.value} limit={4000} block />
                </pre>
              ))
            )}
          </Side>
        </div>
      )}
    </div>
  )
}

/** Texts that share little, such as a log line and the JSON made of it, are read beside each other, not mixed. */
function isQuiteDifferent(comparison: Comparison): boolean {
  if (comparison.by !== 'text') return false
  const length = (kind: string) =>
    comparison.parts.reduce((sum, part) => sum + (part.kind === kind ? part.text.length : 0), 0)
  return comparison.parts.length > MIXED_PARTS || length('same') < length('added') + length('removed')
}

const MIXED_PARTS = 15

function Side({ title, children }: { title: string; children: React.ReactNode }) {
  return (
    <div className={styles.side}>
      <h4>{title}</h4>
      {children}
    </div>
  )
}
