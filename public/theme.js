try {
  const { theme } = JSON.parse(localStorage.getItem('playground.workspace') ?? '{}')
  if (theme && theme !== 'system') document.documentElement.dataset.theme = theme
} catch {}
