/** Records of a batch of the topics that are streamed. */
export const BATCH = 1000

/** Different batches; a longer topic has them again. */
export const DISTINCT = 100
