import type { Answers } from '../../workspace/workspace.ts'
import { later } from '../strings/en/later.ts'
import { Switch } from '../ui/Switch.tsx'
import styles from './ConsumerTab.module.css'

/** How this consumer's stream is answered. */
export function ConsumerTab({
  consumer,
  onAnswers,
  onLimits,
}: {
  consumer: { readonly name: string; readonly answers: Answers }
  onAnswers: (answers: Answers) => void
  onLimits: () => void
}) {
  const asSpu = consumer.answers === 'spu'
  return (
    <div className={styles.setting}>
      <Switch label={later.answerAsSpu} on={asSpu} onChange={(on) => onAnswers(on ? 'spu' : 'expected')}>
        {later.answerAsSpu}
      </Switch>
      <p>
        {asSpu ? later.answersSpu(consumer.name) : later.answersExpected(consumer.name)}{' '}
        <button type="button" className="link" onClick={onLimits}>
          {later.limitsLink}
        </button>
      </p>
    </div>
  )
}
