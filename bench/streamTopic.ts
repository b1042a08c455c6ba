/** Records of a batch of the topics that are streamed. */
export const BATCH = 1000
