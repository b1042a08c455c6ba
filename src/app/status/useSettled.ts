import { useEffect, useState } from 'react'

const SETTLE_MS = 200

/** A text once it has stood still for a moment: a screen reader hears one sentence, not how it came about. */
export function useSettled(text: string): string {
  const [settled, setSettled] = useState(text)
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), SETTLE_MS)
    return () => clearTimeout(timer)
  }, [text])
  return settled
}
