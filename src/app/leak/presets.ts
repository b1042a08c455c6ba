/** Patterns offered beside the leak check's field. Their names are in the strings file. */
export const LEAK_PRESETS = {
  ssn: '\\d{3}-\\d{2}-\\d{4}',
  // each run of address characters is tried once, so that a long text without @ stays cheap
  email: '(?<![\\w.+-])[\\w.+-]+@[\\w-]+(?:\\.[\\w-]+)+',
  phone: '(?<!\\d)(?:\\(\\d{3}\\) ?|\\d{3}[ .-])?\\d{3}[ .-]\\d{4}(?!\\d)',
  card: '(?<!\\d)(?:\\d{4}[ -]?){3}\\d{4}(?!\\d)',
} as const

export type LeakPreset = keyof typeof LEAK_PRESETS
