/*
 * The full fuzz run: a million mutated SmartModule outputs and batches through every decoder. The unit tests run the
 * first 20,000. Any error that is no DecodeError ends it with the bytes in hex.
 *
 * Load it with Vite's runnerImport, which executes it.
 */
import { fuzzDecoders } from '../src/protocol/testing/hostile.ts'

const OUTPUTS = 1_000_000
const SEED = 1

const started = performance.now()
const { outputs, readings, refused, largestExcess } = fuzzDecoders(OUTPUTS, SEED)
const seconds = (performance.now() - started) / 1000
const megabytes = process.memoryUsage.rss() / 1e6
console.log(
  `${outputs} outputs, ${readings} readings, ${refused} refused, largest excess ${largestExcess} bytes, ` +
    `${seconds.toFixed(1)} s, ${megabytes.toFixed(0)} MB resident`,
)
