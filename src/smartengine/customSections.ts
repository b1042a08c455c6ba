import type { WasmModule } from './wasmModule.ts'
import { WasmReader } from './wasmReader.ts'

/** More producers than any compiler writes. */
const MOST_PRODUCERS = 100

/**
 * Reads a custom section (id 0) for display. Its name must be readable; a content that is not is passed over, as
 * engines do.
 * @returns the section's name
 * @throws EngineError E_MALFORMED
 */
export function readCustomSection(reader: WasmReader, into: WasmModule): string {
  const name = reader.name('the name of a custom section')
  if (name === 'name') into.hasNames = true
  if (name === 'producers') {
    try {
      readProducers(new WasmReader(reader.bytes, reader.at, reader.end), into)
    } catch {
      into.producers = null
    }
  }
  reader.at = reader.end
  return name
}

/** `language` and `processed-by`, each a list of names with versions. */
function readProducers(reader: WasmReader, into: WasmModule): void {
  const fields: Record<'language' | 'processed-by', string> = { language: '', 'processed-by': '' }
  for (let left = reader.count('producers fields', MOST_PRODUCERS); left > 0; left--) {
    const field = reader.name('a producers field')
    const values: string[] = []
    for (let more = reader.count('producers', MOST_PRODUCERS); more > 0; more--) {
      values.push(`${reader.name('a producer')} ${reader.name('a version')}`.trim())
    }
    if (field === 'language' || field === 'processed-by') fields[field] = values.join(', ')
  }
  into.producers = {
    ...(fields.language === '' ? {} : { language: fields.language }),
    ...(fields['processed-by'] === '' ? {} : { processedBy: fields['processed-by'] }),
  }
}
