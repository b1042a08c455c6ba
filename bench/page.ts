import { type ChainInPage, chainInPage } from './chainInPage.ts'
import { type ProduceInPage, produceInPage } from './produceInPage.ts'
import { type StreamInPage, streamInPage } from './streamInPage.ts'

/** What the rows call in the page of the benchmarks. */
export type BenchPage = ChainInPage & ProduceInPage & StreamInPage

declare global {
  var bench: BenchPage
}

globalThis.bench = { ...chainInPage, ...produceInPage, ...streamInPage }
