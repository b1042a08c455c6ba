import { LIMITS } from '../../smartengine/limits.ts'
import { formatCount, formatExactBytes, formatList, formatNumber } from '../text/format.ts'
import {
  type CardPart,
  type ErrorInput,
  type ErrorText,
  listOf,
  numberOf,
  plain,
  subject,
  textOf,
} from './errorContext.ts'

/** The commands that build a SmartModule, and where the file is then (card C). */
const BUILD_COMMANDS = [
  'smdk build                                            → target/wasm32-wasip1/release-lto/',
  'cargo build --release --target wasm32-unknown-unknown → target/wasm32-unknown-unknown/release/',
] as const

const BUILD: CardPart = { text: 'Build the project, then drop the .wasm file:', quoted: BUILD_COMMANDS }
const REBUILD = 'Rebuild with a current fluvio-smartmodule and drop the file again.'
/** The last line of a card about a file that did not join the chain. */
export const UNCHANGED = 'Your chain was not changed.'
/** Kinds of file whose build is what is asked for: that they are not a module goes without saying. */
const SOURCES = ['', 'text', 'a Cargo.toml', 'Rust source']

const notLoaded = (input: ErrorInput, why: string) => `${subject(input)} ${why}. It was not loaded.`

/** A code of a file that is refused before anything of it runs. */
function refused(text: Omit<ErrorText, 'title'> & { why: string | ((input: ErrorInput) => string) }): ErrorText {
  const { why, ...rest } = text
  return { note: UNCHANGED, ...rest, title: (input) => notLoaded(input, typeof why === 'string' ? why : why(input)) }
}

/** The limits a module went over, with its own number first. */
function over(input: ErrorInput, count: string, one: string, many?: string): string {
  const found = numberOf(input, count)
  const limit = numberOf(input, 'limit')
  if (found === null || limit === null) return input.message
  return `It has ${formatCount(found, one, many)}; the playground allows ${formatNumber(limit)}.`
}

/** Errors of a file that was dropped or chosen, by code. */
export const FILE_ERRORS = {
  E_NOT_WASM: refused({
    why: 'is not a WebAssembly module',
    cause: (input) => {
      const bytes = textOf(input, 'firstBytes').split(' ').slice(0, 4).join(' ')
      if (bytes === '') return plain('The file is empty. A module starts with 00 61 73 6d.')
      const is = textOf(input, 'looksLike')
      const looks = SOURCES.includes(is) ? '' : ` It looks like ${is}.`
      const first = textOf(input, 'firstText').slice(0, 4)
      return plain(`The file starts with ${bytes} ("${first}"). A module starts with 00 61 73 6d.${looks}`)
    },
    next: (input) =>
      /ZIP|gzip|Zstandard/.test(textOf(input, 'looksLike')) ? plain('Unpack it and drop the .wasm inside.') : BUILD,
  }),
  E_COMPONENT: refused({
    why: 'is a WebAssembly component',
    cause: () => plain('This is a component. Fluvio loads core modules.'),
    next: () => plain('Build for wasm32-wasip1 or wasm32-unknown-unknown.'),
  }),
  E_VERSION: refused({
    why: 'has an unknown WebAssembly version',
    cause: (input) => plain(`Its header says version ${numberOf(input, 'version') ?? '?'}; a module says 1.`),
    next: () => plain('Check that the file is complete and was built for wasm32-wasip1 or wasm32-unknown-unknown.'),
  }),
  E_MALFORMED: refused({
    why: 'is damaged',
    cause: (input) => {
      const at = numberOf(input, 'at')
      if (at === null) return { text: 'Its sections cannot be read:', quoted: [input.message] }
      const place = `Byte ${formatNumber(at)} of the file`
      return { text: `${place} is not what a module has there:`, quoted: [input.message] }
    },
    next: () => plain('The file may be cut off or still being written. Build it again, then drop it again.'),
  }),
  E_TOO_BIG: refused({
    why: 'is too large',
    cause: (input) => {
      const bytes = numberOf(input, 'bytes')
      const size = bytes === null ? 'The file is larger than allowed' : `The file has ${formatExactBytes(bytes)}`
      return plain(`${size}; the limit is ${formatExactBytes(numberOf(input, 'limit') ?? LIMITS.moduleBytes)}.`)
    },
    next: () => plain('Build with --release and strip = true. A usual SmartModule has about 250 KB.'),
  }),
  E_COMPILE: refused({
    why: 'does not compile',
    cause: (input) => ({ text: 'The browser’s compiler refused it:', quoted: [input.message] }),
    next: () =>
      plain('Check that the file is complete, and that the build uses no WebAssembly feature this browser lacks.'),
  }),
  E_IMPORT: refused({
    why: 'imports what a SmartModule cannot have',
    cause: (input) => {
      const imports = listOf(input, 'imports')
      const text = `${formatCount(imports.length, 'import is', 'imports are')} not provided, here or by an SPU:`
      return { text, quoted: imports }
    },
    next: () =>
      plain(
        'A SmartModule cannot use the network or files. Remove the code or the crate that needs these imports, then rebuild.',
      ),
  }),
  E_LIMIT: refused({
    why: 'is over a limit',
    cause: (input) => {
      const what = textOf(input, 'what')
      return plain(what === '' ? input.message : over(input, 'count', what, what))
    },
    next: () => plain('Build with --release, or split the code into several SmartModules of one chain.'),
  }),
  E_TABLE: refused({
    why: 'asks for too large a table',
    cause: (input) => plain(over(input, 'entries', 'table entry', 'table entries')),
    next: () => plain('Build with --release. A usual SmartModule has a few hundred table entries.'),
  }),
  E_MEM64: refused({
    why: 'uses 64-bit memory',
    cause: () => plain('Its memory has 64-bit addresses. An SPU calls a SmartModule with 32-bit ones.'),
    next: () => plain('Build for wasm32-wasip1 or wasm32-unknown-unknown.'),
  }),
  E_SHARED: refused({
    why: 'shares its memory between threads',
    cause: () => plain('A SmartModule runs in one thread; an SPU does not provide shared memory.'),
    next: () => plain('Build without the atomics feature and without threads.'),
  }),
  E_MULTIMEM: refused({
    why: 'has several memories',
    cause: (input) => plain(over(input, 'count', 'memory', 'memories')),
    next: () => plain('Build with one memory, as the Rust targets wasm32-wasip1 and wasm32-unknown-unknown do.'),
  }),
  E_NO_MEMORY: refused({
    why: 'exports no memory',
    cause: () => plain('An SPU writes records into the memory a SmartModule exports. This one exports none.'),
    where: (input) => found(input),
    next: () => plain(`Build it as a cdylib with the fluvio-smartmodule crate. ${REBUILD}`),
  }),
  E_NO_ALLOC: refused({
    why: 'exports no alloc',
    cause: () => plain('An SPU asks alloc for room before it hands over records. This file does not export it.'),
    where: (input) => found(input),
    next: () => plain(`The #[smartmodule] attribute adds alloc. ${REBUILD}`),
  }),
  E_NO_COPY: refused({
    why: 'does not import copy_records',
    cause: () => plain('A SmartModule hands over its records through copy_records. This file does not import it.'),
    where: (input) => ({ text: 'Imports found:', quoted: named(listOf(input, 'imports')) }),
    next: () => plain(`The #[smartmodule] attribute adds the import. ${REBUILD}`),
  }),
  E_NO_KIND: refused({
    why: 'has no SmartModule function',
    cause: () => plain('A valid module, but it exports none of: filter, map, filter_map, array_map, aggregate.'),
    where: (input) => {
      const imports = listOf(input, 'imports')
      const missing = imports.some((name) => name.includes('copy_records')) ? '' : ' (expected env.copy_records)'
      return plain(`Exports found: ${inline(exportsOf(input))}.  Imports found: ${inline(imports)}${missing}.`)
    },
    next: () =>
      plain(
        'Add #[smartmodule(map)] on the line above  pub fn map(record: &Record)  and rebuild. Without the attribute the code compiles, but the SPU has nothing to call.',
      ),
  }),
  E_SIGNATURE: refused({
    why: (input) => `has the wrong type for ${textOf(input, 'export') || 'an export'}`,
    cause: (input) => ({
      text: `An SPU cannot call ${textOf(input, 'export') || 'this export'} as it is:`,
      quoted: [`expected ${textOf(input, 'expected')}`, `found    ${textOf(input, 'found')}`],
    }),
    next: () => plain(`Let the #[smartmodule] attribute make the exports. ${REBUILD}`),
  }),
  E_FILE_TOO_LARGE: {
    title: (input) => `${subject(input)} is too large. It was not imported.`,
    cause: (input) => plain(input.message),
    next: () => plain('Split the file into smaller ones and import them one after the other.'),
  },
  E_RECORDS_FILE: {
    title: (input) => `${subject(input)} is not a records file. It was not imported.`,
    cause: (input) => plain(input.message),
    next: () => plain('Correct the line, or name the file .jsonl to import each line as it stands.'),
  },
} satisfies Record<string, ErrorText>

function found(input: ErrorInput): CardPart {
  return { text: 'Exports found:', quoted: named(exportsOf(input)) }
}

/** Without what the linker adds to every module, such as __heap_base: nobody wrote it, and an SPU does not call it. */
function exportsOf(input: ErrorInput): readonly string[] {
  return listOf(input, 'exports').filter((name) => !name.startsWith('__'))
}

function named(names: readonly string[]): readonly string[] {
  return names.length === 0 ? ['none'] : names
}

function inline(names: readonly string[]): string {
  const most = 8
  if (names.length === 0) return 'none'
  if (names.length > most) return formatList(names, most)
  return names.join(', ')
}
