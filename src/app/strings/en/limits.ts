import { formatExactBytes, formatMemory, formatNumber, formatSeconds } from '../../text/format.ts'

/** The panel of limits and known differences. What differs is in spu/differences.ts. */
export const limits = {
  title: 'Limits and known differences',
  lead: 'The SmartModules and the bytes are real, the cluster is simulated in this browser. Here is where the two can be told apart.',
  limitsHeading: 'Limits',
  differencesHeading: 'Known differences',
  differencesLead:
    'Those marked “as people expect” are decisions: switch a consumer to “As an SPU”, and it is answered as a cluster would answer.',
  decided: 'as people expect',
  columns: { limit: 'Limit', difference: 'Difference', here: 'Playground', cluster: 'A cluster' },

  // How it was checked
  checkedHeading: 'Checked against a real SPU',
  checkedLine: (rows: number, equal: number, build: string) =>
    `As an SPU: ${formatNumber(equal)} of ${formatNumber(rows)} recorded answers of Fluvio ${build} are given here with the same bytes.`,
  checkedExceptions: (count: number) =>
    `${formatNumber(count)} differ by rule: in texts that only the engine of a cluster, wasmtime, can write, or because they broke the cluster and are an error here.`,
  checkedDifferences: (count: number, decisions: number) =>
    `As people expect: ${formatNumber(count)} answers differ, each exactly as one or more of ${formatNumber(decisions)} of these decisions say.`,
  checkedEngine: (jobs: number, equal: number, crate: string) =>
    `The built-in SmartModules, alone and in chains: ${formatNumber(equal)} of ${formatNumber(jobs)} answers of Fluvio’s published engine, ${crate}, are given with the same bytes${equal === jobs ? '' : ', the others as decided'}.`,
  checkedOn: (date: string) => `Checked on ${date}.`,
  notAllEqual: 'Not all answers are equal: do not rely on this version.',
  notLoaded: 'The result of the last check could not be loaded.',

  about: {
    call: 'A call: one batch, one step',
    startup: 'Start of a chain: compile, instantiate, init, look back, first call',
    memory: 'Memory of a module',
    moduleFile: 'Module file',
    streams: 'Streams with SmartModules at once',
    output: 'What one call gives',
    batch: 'Batch',
    request: 'One produce request, one record',
    log: 'Text that a module prints',
    params: 'Name or value of a param',
    names: 'Names of topics and modules',
    partitions: 'Partitions of a topic',
  },
  here: {
    call: (ms: number, keepGoing: number) => `${formatSeconds(ms)}; ${formatSeconds(keepGoing)} after Keep going`,
    time: (ms: number) => formatSeconds(ms),
    bytes: (bytes: number) => formatMemory(bytes),
    exactBytes: (bytes: number) => formatExactBytes(bytes),
    count: (count: number) => formatNumber(count),
    output: (bytes: number, records: number) => `${formatMemory(bytes)}, ${formatNumber(records)} records`,
    perStream: (bytes: number) => `${formatMemory(bytes)} a stream`,
    names: (length: number) => `1 to ${formatNumber(length)} of a-z 0-9 -`,
  },
  cluster: {
    none: 'none',
    endless: 'none; an endless loop holds up the stream',
    memory: '1 GiB',
    notStated: 'none stated',
    many: 'many',
    same: 'the same',
    sameByDefault: 'the same by default',
    log: 'goes to the log of the SPU',
  },
} as const
