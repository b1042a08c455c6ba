/** Icons by meaning, drawn on a 16 px grid with the colour of the text around them. Always beside a name. */
const PATHS = {
  run: 'M4 2.5 13 8l-9 5.5Z',
  stop: 'M3.5 3.5h9v9h-9Z',
  reset: 'M3 8a5 5 0 1 1 1.6 3.7M3 12.5V8.8h3.7',
  close: 'M3.5 3.5l9 9m0-9-9 9',
  add: 'M8 2.5v11M2.5 8h11',
  up: 'M8 13V3M4 7l4-4 4 4',
  down: 'M8 3v10M4 9l4 4 4-4',
  remove: 'M3 4.5h10M6.5 4.5V3h3v1.5M4.5 4.5l.6 8.5h5.8l.6-8.5',
  observer: 'M1.5 8S4 3.5 8 3.5 14.5 8 14.5 8 12 12.5 8 12.5 1.5 8 1.5 8Zm6.5 2a2 2 0 1 0 0-4 2 2 0 0 0 0 4Z',
  theme: 'M8 2a6 6 0 1 0 0 12V2Z',
  edit: 'M3 13l.7-3L10.5 3.2l2.3 2.3L6 12.3 3 13Z',
  file: 'M4 1.5h5l3.5 3.5v9.5h-8.5Z M9 1.5V5h3.5',
  ok: 'M2.5 8.5 6.5 12.5 13.5 4',
  warning: 'M8 2 14.5 13.5h-13Z M8 6.5v3.2 M8 11.4v.4',
  error: 'M3.5 3.5l9 9m0-9-9 9',
  filter: 'M1.5 3h13L9.5 8.8V13l-3 1.5V8.8Z',
  save: 'M8 2v8M4.5 6.8 8 10.2l3.5-3.4M2.5 13.5h11',
  arrow: 'M2 8h11M9.5 4.5 13 8l-3.5 3.5',
} as const

export type IconName = keyof typeof PATHS
const FILLED = new Set<IconName>(['run', 'stop', 'theme'])

export function Icon({ name }: { name: IconName }) {
  const filled = FILLED.has(name)
  return (
    <svg viewBox="0 0 16 16" width="1em" height="1em" aria-hidden="true" focusable="false">
      <path
        d={PATHS[name]}
        fill={filled ? 'currentColor' : 'none'}
        stroke="currentColor"
        strokeWidth={filled ? 1 : 1.6}
        strokeLinecap="round"
        strokeLinejoin="round"
      />
    </svg>
  )
}
