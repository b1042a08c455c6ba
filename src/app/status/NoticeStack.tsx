import type { Session } from '../session/session.ts'
import type { SessionState } from '../session/state.ts'
import { later } from '../strings/en/later.ts'
import { t } from '../strings/en.ts'
import { WorkNotice } from '../work/WorkNotice.tsx'
import { KillNotice, Notice } from './Notices.tsx'

/** Everything that waits for a choice, above the panes. */
export function NoticeStack({ session, state }: { session: Session; state: SessionState }) {
  const { run, trial, undo } = state
  return (
    <>
      {state.engine === 'died' && (
        <Notice copy={t.engineDied} kind="warning">
          <button type="button" onClick={session.restartEngine}>
            {later.restartEngine}
          </button>
        </Notice>
      )}
      {run.overdue !== null && (
        <KillNotice
          overdue={run.overdue}
          progress={run.total > 0 ? t.recordsDone(run.done, run.total) : ''}
          onKill={session.run.stop}
          onKeepGoing={session.run.keepGoing}
        />
      )}
      {trial?.overdue && (
        <KillNotice
          overdue={trial.overdue}
          progress={trial.fileName}
          onKill={session.modules.killTrial}
          onKeepGoing={session.modules.keepGoingTrial}
        />
      )}
      {run.state === 'held' && (
        <Notice copy={t.held}>
          <button type="button" onClick={session.run.run}>
            {t.run}
          </button>
        </Notice>
      )}
      {state.works.map((work, place) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a work has no name of its own, and its line no state
        <WorkNotice key={place} work={work} />
      ))}
      {undo !== null && (
        <Notice copy={{ title: undo.text, rest: '' }}>
          <button type="button" onClick={() => void session.undo()}>
            {later.undo}
          </button>
          <button type="button" className="quiet" onClick={session.dismissUndo}>
            {later.dismiss}
          </button>
        </Notice>
      )}
    </>
  )
}
