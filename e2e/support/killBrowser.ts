import { readdirSync, readFileSync } from 'node:fs'

interface Process {
  readonly pid: number
  readonly parent: number
  readonly command: string
}

/**
 * Kills processes of the one browser that uses a profile folder, at once and without a goodbye.
 * They are found by the folder and by their parents, and ended by their ids.
 * @param what the whole browser, or the renderers: the processes behind its tabs
 * @returns how many were killed
 */
export function killBrowser(profile: string, what: 'browser' | 'renderers'): number {
  const all = processes()
  const root = all.find(({ command }) => command.includes(`--user-data-dir=${profile}`) && !command.includes('--type='))
  if (!root) return 0
  const family = [root]
  for (const each of family) family.push(...all.filter(({ parent }) => parent === each.pid))
  const doomed = what === 'browser' ? family : family.filter(({ command }) => command.includes('--type=renderer'))
  for (const { pid } of doomed) {
    try {
      process.kill(pid, 'SIGKILL')
    } catch {
      // gone already
    }
  }
  return doomed.length
}

function processes(): Process[] {
  return readdirSync('/proc').flatMap((name) => {
    const pid = Number(name)
    if (!Number.isInteger(pid)) return []
    try {
      const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ')
      // after the name in parentheses: state, then the parent
      const parent = Number(readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ')[1])
      return [{ pid, parent, command }]
    } catch {
      return []
    }
  })
}
