/**
 * Runs contestants in turns, so that what else the machine does meets all of them alike: in each round each runs once,
 * and each begins as often as the others.
 * @param rounds that count
 * @param contestants each resolves to its time, ms
 * @param warmUp rounds before those, whose times are left out
 * @returns per contestant its time in each round
 */
export async function takeTurns<Name extends string>(
  rounds: number,
  contestants: Readonly<Record<Name, () => Promise<number>>>,
  warmUp = 0,
): Promise<Record<Name, number[]>> {
  const names = Object.keys(contestants) as Name[]
  const times = Object.fromEntries(names.map((name) => [name, [] as number[]])) as Record<Name, number[]>
  for (let round = -warmUp; round < rounds; round++) {
    for (let turn = 0; turn < names.length; turn++) {
      const name = names[(round + warmUp + turn) % names.length]!
      const ms = await contestants[name]()
      if (round >= 0) times[name].push(ms)
    }
  }
  return times
}
