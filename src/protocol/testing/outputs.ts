import { type Bytes, fromHex } from '../bytes.ts'
import recorded from './smartmodule-outputs.json'

/** What a compiled SmartModule passed to copy_records, recorded once from the real module. */
export interface RecordedOutput {
  readonly smartModule: string
  /** the function that was called */
  readonly export: string
  /** what it returned */
  readonly status: number
  readonly bytes: Bytes
}

/** All recorded outputs, of transforms and of `init`. */
export const recordedOutputs: readonly RecordedOutput[] = recorded.map(({ hex, ...output }) => ({
  ...output,
  bytes: fromHex(hex),
}))

/** The outputs that a module (of the export, where it was called more than once) left, in the order recorded. */
export function outputsOf(smartModule: string): readonly RecordedOutput[] {
  return recordedOutputs.filter((output) => output.smartModule === smartModule)
}
