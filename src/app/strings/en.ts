import { chain } from './en/chain.ts'
import { leak } from './en/leak.ts'
import { page } from './en/page.ts'
import { recordTexts } from './en/records.ts'
import { runs } from './en/runs.ts'
import { topics } from './en/topics.ts'

export type { Copy } from './en/words.ts'

/**
 * The texts of the first screen in English, by meaning. Those of parts that load after it are in en/later.ts, those of
 * errors in errors.ts.
 */
export const t = { ...page, ...leak, ...recordTexts, ...chain, ...topics, ...runs } as const
