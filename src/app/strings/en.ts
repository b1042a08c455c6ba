import { chain } from './en/chain.ts'
import { details } from './en/details.ts'
import { leak } from './en/leak.ts'
import { page } from './en/page.ts'
import { recordTexts } from './en/records.ts'
import { runs } from './en/runs.ts'
import { topics } from './en/topics.ts'

export type { Copy } from './en/words.ts'

/** Every text of the page in English, by meaning. The texts of errors are in errors.ts. */
export const t = { ...page, ...leak, ...recordTexts, ...details, ...chain, ...topics, ...runs } as const
