// Sets the theme before the first paint, so that a dark page does not flash white.
try {
  const { theme } = JSON.parse(localStorage.getItem('playground.workspace') ?? '{}')
  if (theme && theme !== 'system') document.documentElement.dataset.theme = theme
} catch {
  // storage is blocked or holds something else: the system's theme it is
}
