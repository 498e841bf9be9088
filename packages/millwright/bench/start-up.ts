/**
 * Compares the processor time of `millwright --help`, and of an `up` that finds nothing to do in 1,000 applied
 * migrations, with that of `node -e 0`; the bundle must have been built.
 */
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const cli = fileURLToPath(new URL('../dist/cli.js', import.meta.url))
const rounds = 7
const startsPerRound = 10

type Measured = { readonly name: string; readonly args: readonly string[]; readonly atMost: number }

const bare: Measured = { name: 'node -e 0', args: ['-e', '0'], atMost: 1 }
const all: readonly Measured[] = [
  bare,
  { name: 'millwright --help', args: [cli, '--help'], atMost: 2 },
  { name: 'millwright up, nothing to do', args: [cli, 'up'], atMost: 4 },
]

const folder = appliedProject(1000)
const times = new Map(all.map((each): [Measured, number[]] => [each, []]))
for (let round = 0; round < rounds; round++) for (const [each, list] of times) list.push(processorTime(each.args))
rmSync(folder, { recursive: true })

const unit = median(times.get(bare) ?? [])
for (const [{ name, atMost }, list] of times) {
  const ratio = median(list) / unit
  console.log(
    `${name.padEnd(29)} ${inMilliseconds(median(list))} ms, ${ratio.toFixed(2)} times as much (at most ${atMost})`,
  )
  if (ratio > atMost) process.exitCode = 1
}

/** A project on an empty database, to which as many migrations were applied. */
function appliedProject(migrations: number): string {
  const path = mkdtempSync(join(tmpdir(), 'millwright-start-'))
  mkdirSync(join(path, 'migrations'))
  const config = "export default { database: 'sqlite:app.db' } satisfies import('millwright').Config\n"
  writeFileSync(join(path, 'millwright.config.ts'), config)
  for (let at = 1; at <= migrations; at++) {
    const id = String(at).padStart(4, '0')
    const text = `-- migrate:up\ncreate table t${id} (id integer primary key, name text);\n-- migrate:down\ndrop table t${id};\n`
    writeFileSync(join(path, 'migrations', `${id}_t.sql`), text)
  }
  const { status, stderr } = spawnSync(process.execPath, [cli, 'up'], { cwd: path, encoding: 'utf8' })
  if (status !== 0) throw new Error(stderr)
  return path
}

/** Seconds of one start, user and system together, as the shell counts its children. */
function processorTime(args: readonly string[]): number {
  const loop = `for i in $(seq ${startsPerRound}); do "$0" "$@" >/dev/null || exit 1; done; times`
  const { status, stdout } = spawnSync('bash', ['-c', loop, process.execPath, ...args], {
    cwd: folder,
    encoding: 'utf8',
  })
  if (status !== 0) throw new Error(`node ${args.join(' ')} failed`)
  const children = stdout.trim().split('\n').at(-1) ?? ''
  const spent = [...children.matchAll(/(\d+)m([\d.]+)s/g)].map(
    ([, minutes, seconds]) => Number(minutes) * 60 + Number(seconds),
  )
  return spent.reduce((sum, time) => sum + time, 0) / startsPerRound
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN
}

function inMilliseconds(seconds: number): string {
  return (seconds * 1000).toFixed(1)
}
