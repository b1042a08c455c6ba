import { ShownText } from '../rows/ShownText.tsx'
import type { Problem } from '../session/problems.ts'
import { t } from '../strings/en.ts'
import type { Outcomes } from '../trace/outcomes.ts'
import styles from './DetailsTab.module.css'

/** What SmartModules printed in the run on screen: of its batches, and of the call it ended with. Observer view. */
export function LogTab({
  outcomes,
  problems,
  steps,
}: {
  outcomes: Outcomes
  problems: readonly Problem[]
  steps: readonly string[]
}) {
  const printed = outcomes.log.map(({ step, text }) => ({ name: steps[step] ?? '', text }))
  const last = problems.flatMap(({ input }) => {
    const { log } = input.details
    return Array.isArray(log) ? log.map((text: string) => ({ name: input.smartModule ?? '', text })) : []
  })
  const lines = [...printed, ...last]
  if (lines.length === 0) {
    return (
      <p className={styles.empty}>
        <b>{t.emptyLog.title}</b> {t.emptyLog.rest}
      </p>
    )
  }
  return (
    <>
      {outcomes.linesGone > 0 && <p className="muted">{t.logLinesGone(outcomes.linesGone)}</p>}
      <ol className={styles.log} aria-label={t.panelTab.log}>
        {lines.map(({ name, text }, place) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: lines have no other name than their place
          <li key={place}>
            <span className="muted">{name}</span> <ShownText text={text} block={false} />
          </li>
        ))}
      </ol>
    </>
  )
}
