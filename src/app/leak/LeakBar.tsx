import { useId, useState } from 'react'
import { t } from '../strings/en.ts'
import { formatNumber } from '../text/format.ts'
import { Icon } from '../ui/Icon.tsx'
import styles from './LeakBar.module.css'
import type { LeakState } from './leakState.ts'
import { LEAK_PRESETS, type LeakPreset } from './presets.ts'
import type { LeakPlace } from './search.ts'

/** One pattern, searched on both sides of the network: the claim of the page, with live numbers in it. */
export function LeakBar({
  pattern,
  state,
  consumer,
  onPattern,
  onGoTo,
  hint,
}: {
  pattern: string
  state: LeakState
  consumer: string
  onPattern: (pattern: string) => void
  onGoTo: (place: LeakPlace) => void
  hint: React.ReactNode
}) {
  const field = useId()
  const reason = useId()
  const [proof, setProof] = useState(false)
  const progress = state.kind === 'searching' ? state.progress : null
  // What was found so far is about the records that are on screen now; the last result is not.
  const last = progress ?? state.last
  const crossed = last?.consumer.total ?? 0
  const verdict =
    last === null || progress !== null ? 'none' : crossed > 0 ? 'leak' : last.topic.total > 0 ? 'held' : 'nothing'
  const problem =
    state.kind === 'not valid' ? t.leakNotValid(state.reason) : state.kind === 'too slow' ? t.leakTooSlow : null
  return (
    <section className={styles.bar} aria-label={t.leakCheck} id="leak">
      <div className={styles.field}>
        <span className={styles.label}>
          <label htmlFor={field}>{t.leakCheckLabel}</label>
          {hint}
        </span>
        <input
          id={field}
          aria-label={t.leakCheckField}
          value={pattern}
          spellCheck={false}
          autoComplete="off"
          aria-invalid={state.kind === 'not valid'}
          aria-describedby={problem ? reason : undefined}
          list={`${field}-presets`}
          title={t.leakHelp}
          onChange={(event) => onPattern(event.target.value)}
        />
        <datalist id={`${field}-presets`}>
          {(Object.keys(LEAK_PRESETS) as LeakPreset[]).map((preset) => (
            <option key={preset} value={LEAK_PRESETS[preset]}>
              {t.leakPreset[preset]}
            </option>
          ))}
        </datalist>
      </div>
      {last !== null && (
        <p className={styles.claim}>
          <span className={styles.side}>
            <span className={styles.wordy}>{t.leakInTopicLabel}</span>{' '}
            <b className={styles.number} data-count="topic" data-zero={last.topic.total === 0}>
              {formatNumber(last.topic.total)}
            </b>
            <span className={styles.colon}> {t.matchWord(last.topic.total)}</span>
          </span>
          <span className={styles.arrow} aria-hidden="true">
            ▸
          </span>
          <span className={styles.side}>
            <span className={styles.wordy}>{t.leakSentLabel}</span>{' '}
            <strong className={styles.consumer}>{consumer}</strong>
            <span className={styles.colon}>: </span>
            <b className={styles.number} data-count="consumer" data-leak={crossed > 0}>
              {formatNumber(crossed)}
            </b>
          </span>
        </p>
      )}
      <div className={styles.verdict} data-verdict={verdict}>
        {problem !== null ? (
          <span id={reason} className={styles.problem}>
            <b>{problem.title}</b> {problem.rest}
          </span>
        ) : state.kind === 'no pattern' ? (
          <span className="muted">
            <b>{t.leakEmpty.title}</b> {t.leakEmpty.rest}
          </span>
        ) : progress !== null ? (
          <span className="muted">
            <b>{t.leakSearching(Math.floor(progress.share * 100))}</b>
          </span>
        ) : (
          last !== null && (
            <>
              <Icon name={verdict === 'leak' ? 'warning' : 'ok'} />
              <span className={styles.words}>
                {verdict === 'leak'
                  ? t.leakReached(last.consumer)
                  : verdict === 'held'
                    ? t.leakNone
                    : t.leakNoneInTopic}
              </span>
              {verdict === 'leak' && <Places places={last.consumer.places} onGoTo={onGoTo} />}
            </>
          )
        )}
      </div>
      <button
        type="button"
        className={`link ${styles.question}`}
        aria-expanded={proof}
        onClick={() => setProof(!proof)}
      >
        {t.proofQuestion}
      </button>
      {proof && (
        <p className={styles.proof}>
          {t.proof(consumer)} {t.leakHelp}
        </p>
      )}
    </section>
  )
}

const LINKS = 3

function Places({ places, onGoTo }: { places: readonly LeakPlace[]; onGoTo: (place: LeakPlace) => void }) {
  return (
    <span className={styles.places}>
      {places.slice(0, LINKS).map((place) => (
        <button key={`${place.where}/${place.index}`} type="button" className="link" onClick={() => onGoTo(place)}>
          {t.leakPlace(place.where, place.offset)}
        </button>
      ))}
      {places.length > LINKS && <span>{t.andMore(places.length - LINKS)}</span>}
    </span>
  )
}
