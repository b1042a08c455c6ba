/**
 * Fetches, while the page has nothing to do, the parts that must be there when the server is not: what stops a
 * SmartModule, what explains an error, the dialogs, what reads dropped files and changes a topic. The editors are left
 * for when they are used: they are large.
 */
export function loadAhead(): void {
  const load = () =>
    void Promise.allSettled([
      import('./status/NoticeStack.tsx'),
      import('./session/problems.ts'),
      import('./details/ErrorCard.tsx'),
      import('./chain/ParamsForm.tsx'),
      import('./Dialogs.tsx'),
      import('./importing/recordsReader.ts'),
      import('./importing/importFile.ts'),
      import('./session/createTopic.ts'),
      import('./filter/FilterBar.tsx'),
      import('./session/topicActions.ts'),
      import('./session/addModules.ts'),
    ])
  if ('requestIdleCallback' in window) requestIdleCallback(load, { timeout: 3000 })
  else setTimeout(load, 1000)
}
