/*
 * Where the playground decides to differ from a cluster, each with a name: drawn in the panel "Limits and known
 * differences", and named by the corpus runner for each row that differs by decision. Those of `answers` are switched
 * off by answering as an SPU would.
 */

export interface KnownDifference {
  /** stable, lower case letters and - */
  readonly id: string
  readonly title: string
  /** what happens in the playground */
  readonly here: string
  /** what happens on a cluster */
  readonly cluster: string
  /** 'answers': not there on a stream answered as an SPU would; 'always': there in both */
  readonly when: 'answers' | 'always'
}

const answers = <const Id extends string>(
  id: Id,
  title: string,
  here: string,
  cluster: string,
): KnownDifference & { readonly id: Id } => ({
  id,
  title,
  here,
  cluster,
  when: 'answers',
})

const always = <const Id extends string>(
  id: Id,
  title: string,
  here: string,
  cluster: string,
): KnownDifference & { readonly id: Id } => ({
  id,
  title,
  here,
  cluster,
  when: 'always',
})

/** All of them, in the order of the panel. */
export const DIFFERENCES = [
  answers(
    'offsets',
    'Offsets after a filter',
    'The stored offsets.',
    'The stored record keeps its offset, but the Rust client numbers what it received by position, so {{offset}} can differ.',
  ),
  answers('timestamps', 'Timestamps after a SmartModule', 'Kept.', 'The client shows none.'),
  answers(
    'start-inside-batch',
    'Start inside a stored batch',
    'The batch is cut to the start.',
    'The whole batch passes through the modules, which matters when they keep state, and the client may leave out the wrong records.',
  ),
  answers(
    'array-map',
    'array_map outputs',
    'Carry the offset and time of their record. The module gets one record a call.',
    'Carry the first offset of the batch and its time. The module gets the whole batch in one call.',
  ),
  answers(
    'large-fetches',
    'Large fetches',
    'Nothing is skipped or processed twice.',
    'The output of a batch that does not fit is processed again, and aggregates count it twice. If the first batch does not fit, the stream skips to the end of the topic.',
  ),
  answers(
    'large-fetches-plain',
    'Large fetches without a SmartModule',
    'All records arrive.',
    'The last batch of a fetch can be cut off, and its other records are never sent.',
  ),
  answers(
    'after-error',
    'After an error',
    'The stream ends.',
    'The SPU goes on when the client does: after the batch that failed, or at the end of the topic if no record came before the error. The command line stops or reconnects; a program decides.',
  ),
  answers(
    'start-offset',
    'Start beyond the end of the topic',
    'Waits for records that reach the start. An offset below 0 is refused.',
    'Fails with an error, also for an offset below 0.',
  ),
  answers(
    'look-back',
    'Offsets and times in look back',
    'Records in look_back have their own offsets and times.',
    'They have only what they are away from the first record of their batch, so offset() and timestamp() say little.',
  ),
  answers(
    'look-back-age',
    'Look back by age',
    'All records that are young enough, back to the first batch that is too old.',
    'Batches of one record are skipped, and the stream can fail with "Offset -1 is evicted".',
  ),
  answers(
    'old-modules',
    'Modules built for an older Fluvio',
    'Run: each is called as its own Fluvio called it.',
    'Refused: "failed to decode SmartModule base input", or "type mismatch with parameters" for modules of 2021.',
  ),
  answers(
    'params-per-batch',
    'Params of modules built in the 0.1 to 0.2 style',
    'Given with each batch too.',
    'Never arrive.',
  ),
  answers(
    'error-kind',
    'Type named in an error',
    'The function that was called.',
    'What the module wrote. If it is a number that Fluvio does not know, the whole response fails.',
  ),
  answers(
    'produced-offsets',
    'Offsets of records produced through a SmartModule',
    'Each record has one of its own. Outputs of an array_map are numbered one after another.',
    'All batches of a request become one, in which offsets begin again with each of them. Outputs of an array_map all have the same.',
  ),
  answers(
    'produced-timestamps',
    'Timestamps of records produced through a SmartModule',
    'The time they were produced.',
    'None.',
  ),
  answers(
    'produced-compression',
    'Compressed batches',
    'Stored uncompressed.',
    'Stored compressed, after a SmartModule like the first batch of the request that gave something.',
  ),
  answers(
    'output-memory',
    'Output memory of a module',
    'Freed after each call where that is safe.',
    'Kept until the stream ends.',
  ),
  always(
    'broken-modules',
    'A broken module',
    'Refused when it is dropped.',
    'Accepted; it fails when a consumer uses it.',
  ),
  always('text-modules', 'WebAssembly text (.wat)', 'Refused: only binaries are read.', 'Accepted and run.'),
  always(
    'traps',
    'A module that panics',
    'The reason, the place in the file and what the module printed.',
    'The place only, as a list of frames. The reason stays in the log of the SPU.',
  ),
  always('long-params', 'Params of 32,768 bytes and more', 'Refused by name.', 'The connection is lost.'),
  always(
    'wild-pointers',
    'A module whose alloc answers a place outside its memory',
    'An error.',
    'The SPU process dies.',
  ),
  always(
    'deep-recursion',
    'A module that calls itself without end',
    'An error.',
    'The text of the error is too long to be sent, and the connection is lost.',
  ),
  always(
    'memory-growth',
    'A module that asks for more memory than allowed',
    'Is told that there is none; most modules panic then.',
    'The call ends at once.',
  ),
  always('tables', 'Tables of a module', 'At most 100,000 entries.', 'Not limited.'),
  always('engine', 'Engine', "The browser's WebAssembly.", 'wasmtime; times differ, results should not.'),
  always(
    'consume-errors',
    'Errors on consume',
    'Shown, as the command line did up to 0.15.2.',
    'From 0.16 on the command line does not show them and reconnects.',
  ),
  always('editing', 'Editing a stored record', 'Allowed; a new revision of the topic underneath.', 'Not possible.'),
  always(
    'producer-batching',
    'Producer batching',
    'What is produced at once is one batch, up to 1 MiB.',
    'By size and linger.',
  ),
  always('checksums', 'Checksums of batches', 'Checked when batches come in.', 'Not checked.'),
  always('replication', 'Replication, retention, network', 'None.', 'Real.'),
] as const satisfies readonly KnownDifference[]

export type DifferenceId = (typeof DIFFERENCES)[number]['id']
