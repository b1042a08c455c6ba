import type { ReactNode } from 'react'
import { ShownText } from '../rows/ShownText.tsx'
import { later } from '../strings/en/later.ts'
import type { CardPart, ErrorInput } from '../strings/errorContext.ts'
import { errorCard } from '../strings/errors.ts'
import styles from './ErrorCard.module.css'

/** What happened, where, what crossed, how to fix it, and the raw error one click away. Always in this order. */
export function ErrorCard({ input, actions }: { input: ErrorInput; actions: ReactNode }) {
  const card = errorCard(input)
  return (
    <div className={styles.card} role="alert">
      <h3>
        <span aria-hidden="true">✖</span> {card.title}
      </h3>
      <dl>
        <Part name={later.whatHappened} part={card.whatHappened} />
        <Part name={later.where} part={card.where} />
        <Part name={later.whatCrossed} part={card.whatCrossed} />
        <Part name={later.howToFix} part={card.howToFix} />
      </dl>
      <footer>
        {card.note !== null && <span>{card.note}</span>}
        {actions}
        <details>
          <summary>{later.rawError}</summary>
          <pre>
            {card.code}
            {'\n'}
            <ShownText text={card.raw} />
          </pre>
        </details>
      </footer>
    </div>
  )
}

function Part({ name, part }: { name: string; part: CardPart | null }) {
  if (part === null) return null
  return (
    <>
      <dt>{name}</dt>
      <dd>
        {part.text}{' '}
        {part.quoted?.map((quoted) => (
          <code key={quoted}>
            <ShownText text={quoted} />
          </code>
        ))}
      </dd>
    </>
  )
}
