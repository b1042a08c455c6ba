import { useEffect, useState } from 'react'
import type { Overdue } from '../../smartengine/chainHost.ts'

const TICK_MS = 250

/** Counts an overdue call on from the moment the SPU told about it. */
export function useSecondsLeft(overdue: Overdue): { elapsedMs: number; remainingMs: number } {
  const [told, setTold] = useState({ overdue, at: performance.now() })
  const [now, setNow] = useState(() => performance.now())
  if (told.overdue !== overdue) setTold({ overdue, at: performance.now() })
  useEffect(() => {
    const timer = setInterval(() => setNow(performance.now()), TICK_MS)
    return () => clearInterval(timer)
  }, [])
  const since = Math.max(0, now - told.at)
  return { elapsedMs: overdue.elapsedMs + since, remainingMs: Math.max(0, overdue.remainingMs - since) }
}
