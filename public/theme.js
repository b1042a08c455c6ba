// The theme before the first paint: a dark page must not flash white.
try {
  const { theme } = JSON.parse(localStorage.getItem('playground.workspace') ?? '{}')
  if (theme && theme !== 'system') document.documentElement.dataset.theme = theme
} catch {}
