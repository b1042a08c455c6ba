import { readRecordsJsonl } from '../importing/recordsJsonl.ts'
import type { NewRecord } from '../produce/toBatches.ts'
import { fetchOwn } from './library.ts'

/** The records of a data set that came with the page. */
export async function fetchDataSet(name: string): Promise<NewRecord[]> {
  const path = `data/${name}.records.jsonl`
  const response = await fetchOwn(path)
  return readRecordsJsonl(new Uint8Array(await response.arrayBuffer())).records
}
