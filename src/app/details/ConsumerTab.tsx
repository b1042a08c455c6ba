import type { Answers } from '../../workspace/workspace.ts'
import type { Received } from '../consume/received.ts'
import { later } from '../strings/en/later.ts'
import { Switch } from '../ui/Switch.tsx'
import styles from './ConsumerTab.module.css'
import { WireView } from './WireView.tsx'

/** How this consumer's stream is answered, and what came over the wire. */
export function ConsumerTab({
  consumer,
  received,
  onAnswers,
  onLimits,
}: {
  consumer: { readonly name: string; readonly answers: Answers }
  received: Received
  onAnswers: (answers: Answers) => void
  onLimits: () => void
}) {
  const asSpu = consumer.answers === 'spu'
  return (
    <>
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
      {asSpu && <WireView received={received} />}
    </>
  )
}
