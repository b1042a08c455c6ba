/**
 * The parts of the table that a command line asks for, in the table's order.
 * @param args names, each alone or after `--only`; none asks for all
 * @param known names of all parts
 * @throws when a name is not known, or `--only` stands without one
 */
export function askedParts(args: readonly string[], known: readonly string[]): string[] {
  if (args.at(-1) === '--only') throw new Error(`--only needs the name of a part: ${known.join(', ')}`)
  const names = args.filter((arg) => arg !== '--only').flatMap((arg) => arg.replace(/^--only=/, '').split(','))
  const unknown = names.find((name) => !known.includes(name))
  if (unknown !== undefined) throw new Error(`no part ${unknown}; there are ${known.join(', ')}`)
  return names.length === 0 ? [...known] : known.filter((name) => names.includes(name))
}
