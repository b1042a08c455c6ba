/** What the build makes of a worker that is imported inline: a constructor that starts it. */
declare module '*?worker&inline' {
  const InlineWorker: new (options?: { name?: string }) => Worker
  export default InlineWorker
}
