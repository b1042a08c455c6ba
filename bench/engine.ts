import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

/** The program around Fluvio's published engine (parity/engine), or why there is none. */
export type Engine = { readonly program: string } | { readonly missing: string }

const folder = fileURLToPath(new URL('../parity/engine', import.meta.url))

/** Finds the program: where BENCH_ENGINE says, else built by cargo, which takes some minutes the first time. */
export function findEngine(environment: NodeJS.ProcessEnv = process.env): Engine {
  const named = environment.BENCH_ENGINE
  if (named)
    return existsSync(named) ? { program: named } : { missing: `BENCH_ENGINE names ${named}, which is not there` }
  if (!existsSync(`${folder}/Cargo.toml`)) return { missing: 'parity/engine is not there' }
  if (spawnSync('cargo', ['--version']).status !== 0)
    return { missing: 'cargo is not there; install Rust, or set BENCH_ENGINE' }
  console.error('building parity/engine')
  const { status } = spawnSync('cargo', ['build', '--release', '--locked'], { cwd: folder, stdio: 'inherit' })
  if (status !== 0) return { missing: 'cargo could not build parity/engine' }
  return { program: `${environment.CARGO_TARGET_DIR ?? `${folder}/target`}/release/parity-engine` }
}

/** A round of the engine: whole time, and how many records it was about. */
interface EngineRound {
  readonly ns: number
  readonly records?: number
}

/** The engine at work, one round at a time. */
export interface EngineRun {
  /** @returns ns of one round. @throws when the program ended */
  round(): Promise<EngineRound>
  end(): void
}

/**
 * Starts the program and keeps it waiting between rounds.
 * @param args its arguments, without --paced
 */
export function runEngine(program: string, args: readonly string[]): EngineRun {
  const child: ChildProcess = spawn(program, [...args, '--paced'], { stdio: ['pipe', 'pipe', 'inherit'] })
  if (!child.stdout || !child.stdin) throw new Error('the engine has no streams')
  const { stdin } = child
  // a program that ended is told by its lines
  stdin.on('error', () => {})
  child.on('error', () => {})
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  return {
    async round() {
      stdin.write('\n')
      const { value, done } = await lines.next()
      if (done) throw new Error(`the engine ended: ${[program, ...args].join(' ')}`)
      return JSON.parse(value) as EngineRound
    },
    end() {
      stdin.end()
      child.kill()
    },
  }
}
