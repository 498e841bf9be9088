/** Compares the processor time of `millwright --help` with that of `node -e 0`; the bundle must have been built. */
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const cli = fileURLToPath(new URL('../dist/cli.js', import.meta.url))
const rounds = 5
const startsPerRound = 20
const allowed = 2

const bare: number[] = []
const help: number[] = []
for (let round = 0; round < rounds; round++) {
  bare.push(processorTime(['-e', '0']))
  help.push(processorTime([cli, '--help']))
}
const ratio = median(help) / median(bare)
console.log(`node -e 0          ${inMilliseconds(median(bare))} ms of processor time`)
console.log(
  `millwright --help  ${inMilliseconds(median(help))} ms, ${ratio.toFixed(2)} times as much (at most ${allowed})`,
)
process.exitCode = ratio <= allowed ? 0 : 1

/** Seconds of one start, user and system together, as the shell counts its children. */
function processorTime(args: readonly string[]): number {
  const loop = `for i in $(seq ${startsPerRound}); do "$0" "$@" >/dev/null || exit 1; done; times`
  const { status, stdout } = spawnSync('bash', ['-c', loop, process.execPath, ...args], { encoding: 'utf8' })
  if (status !== 0) throw new Error(`node ${args.join(' ')} failed`)
  const children = stdout.trim().split('\n').at(-1) ?? ''
  const times = [...children.matchAll(/(\d+)m([\d.]+)s/g)].map(
    ([, minutes, seconds]) => Number(minutes) * 60 + Number(seconds),
  )
  return times.reduce((sum, time) => sum + time, 0) / startsPerRound
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN
}

function inMilliseconds(seconds: number): string {
  return (seconds * 1000).toFixed(1)
}
