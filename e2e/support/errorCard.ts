import type { Locator } from '@playwright/test'
import { expect } from '../fixtures.ts'
import type { Playground } from '../page.ts'

/** What an error card says, by its own headings. */
export interface CardText {
  readonly title: string
  readonly what: string
  /** left out: the card has no such part */
  readonly where?: string
  readonly crossed?: string
  readonly fix: string
}

const PARTS = { what: 'What happened', where: 'Where', crossed: 'What crossed', fix: 'How to fix' } as const

/** The error card whose title contains a text, or the only one. */
export function errorCard(playground: Playground, title = ''): Locator {
  return playground
    .panel()
    .getByRole('alert')
    .filter({ has: playground.page.getByRole('heading', { name: title }) })
}

/** Compares a card word for word, white space apart: the title, the four parts in their order, and no other part. */
export async function expectCard(card: Locator, expected: CardText): Promise<void> {
  await expect(card.getByRole('heading')).toHaveText(`✖ ${expected.title}`)
  const parts = (['what', 'where', 'crossed', 'fix'] as const).filter((part) => expected[part] !== undefined)
  await expect(card.getByRole('definition')).toHaveText(parts.map((part) => expected[part] ?? ''))
  await expect(card.getByRole('term')).toHaveText(parts.map((part) => PARTS[part]))
}

/** Opens *Raw error* and reads it. */
export async function rawError(card: Locator): Promise<string> {
  await card.getByText('Raw error').click()
  return (await card.locator('pre').textContent()) ?? ''
}
