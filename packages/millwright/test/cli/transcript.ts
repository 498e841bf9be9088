/**
 * A transcript is a text that can be played. A line `$ …` is typed; what follows, up to the next such line, is what the
 * program answered: its output, its errors with `2> ` in front, and its exit code.
 *
 *     == FILE            the lines up to `==` are written to a file
 *     $ millwright …     runs the program
 *     $ NAME=… millwright …  with a variable of the environment
 *     $ sql DB: …        changes a database by hand
 *     $ remove FILE      removes a file
 *
 * In what is typed, {run} and {backup} are the last ones that the program told of.
 *
 * Lines that begin with `#` are remarks. Words that change from run to run are written as <run>, <time>, <hash> …
 */
import { execFile } from 'node:child_process'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { hostname, userInfo } from 'node:os'
import { dirname, join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { Program } from './program.ts'

type Told = { run: string; backup: string }

export type Stage = { readonly program: Program; readonly folder: string }

/** Plays a transcript and returns it with the answers that were really given. */
export async function play(text: string, stage: Stage): Promise<string> {
  const lines = text.trimEnd().split('\n')
  const played: string[] = []
  const told = { run: 'none', backup: 'none' }
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at] ?? ''
    if (line.startsWith('== ')) {
      const end = lines.indexOf('==', at)
      writeLines(stage, line.slice(3), lines.slice(at + 1, end))
      played.push(...lines.slice(at, end + 1))
      at = end
    } else if (line.startsWith('$ ')) {
      const answer = await answerTo(line.slice(2), stage, told)
      played.push(line, ...answer)
    } else if (line.startsWith('#') || (line === '' && isFree(lines[at - 1]))) played.push(line)
  }
  return `${spaced(played).join('\n')}\n`
}

/** Whether a line ends an answer or a file; an empty line behind it belongs to the reader. */
const isFree = (before: string | undefined): boolean =>
  before === undefined || before === '==' || before.startsWith('#') || before.startsWith('exit ')

/** One empty line in front of every block. */
function spaced(lines: readonly string[]): readonly string[] {
  const written = lines.filter((line, at) => line !== '' || !isFree(lines[at - 1]))
  return written.flatMap((line, at) => {
    const opens = line.startsWith('$ ') || line.startsWith('== ') || line.startsWith('#')
    const before = written[at - 1]
    return opens && at > 0 && before?.startsWith('#') !== true ? ['', line] : [line]
  })
}

function writeLines({ folder }: Stage, name: string, lines: readonly string[]): void {
  const file = join(folder, name)
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, `${lines.join('\n')}\n`)
}

async function answerTo(typed: string, stage: Stage, told: Told): Promise<readonly string[]> {
  const [, database = '', statement = ''] = /^sql (\S+): (.*)$/.exec(typed) ?? []
  if (statement !== '') return changeByHand(join(stage.folder, database), statement)
  if (typed.startsWith('remove ')) {
    rmSync(join(stage.folder, typed.slice(7)))
    return []
  }
  const [, set = '', command] = /^((?:[A-Z_]+=\S+ )*)(millwright.*)/.exec(typed) ?? []
  if (command === undefined) throw new Error(`nobody knows how to play: ${typed}`)
  return runProgram({ words: wordsOf(command).slice(1), set: variablesIn(set) }, stage, told)
}

const variablesIn = (set: string): Readonly<Record<string, string>> =>
  Object.fromEntries([...set.matchAll(/(\S+?)=(\S+)/g)].map(([, name = '', value = '']) => [name, value] as const))

function changeByHand(file: string, statement: string): readonly string[] {
  const db = new DatabaseSync(file)
  try {
    db.exec(statement.replaceAll('{holder}', `${hostname()} process ${process.pid}`))
    return []
  } finally {
    db.close()
  }
}

/** Words as a shell cuts them, quotes included. */
const wordsOf = (typed: string): readonly string[] =>
  [...typed.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map(([, double, single, bare]) => double ?? single ?? bare ?? '')

async function runProgram(
  { words, set }: { readonly words: readonly string[]; readonly set: Readonly<Record<string, string>> },
  { program, folder }: Stage,
  told: Told,
): Promise<readonly string[]> {
  const args = words.map((word) => word.replace('{run}', told.run).replace('{backup}', told.backup))
  const env = {
    PATH: process.env['PATH'],
    NODE_COMPILE_CACHE: program.cache,
    CI: 'true',
    COLUMNS: '1000',
    MILLWRIGHT_ACTOR: 'tester',
    ...set,
  }
  const { code, out, err } = await execute([program.cli, ...args], { cwd: folder, env })
  const all = `${err}\n${out}`
  told.run = all.match(/\b01[0-9a-hjkmnp-z]{16}\b/g)?.at(0) ?? told.run
  told.backup = all.match(/backup_\d{8}_\d{6}(?:_\d+)?/g)?.at(0) ?? told.backup
  const steady = (text: string) => normal(text, folder).split('\n')
  const errors = err === '' ? [] : steady(err.trimEnd()).map((line) => `2> ${line}`.trimEnd())
  return [...(out === '' ? [] : steady(out.trimEnd())), ...errors, `exit ${code}`]
}

type Ended = { readonly code: number | string; readonly out: string; readonly err: string }
type Surroundings = { readonly cwd: string; readonly env: Readonly<Record<string, string | undefined>> }

const execute = (args: readonly string[], options: Surroundings): Promise<Ended> =>
  new Promise((done) => {
    execFile(process.execPath, args, { ...options, encoding: 'utf8' }, (error, out, err) => {
      done({ code: error === null ? 0 : (error.code ?? error.signal ?? 'killed'), out, err })
    }).stdin?.end()
  })

/** Everything that is another one in every run, in words. */
const volatile: readonly (readonly [RegExp, string])[] = [
  [/"(ms|proofMs|bytes|free|rowsPerSecond|batchMs|seq)":[\d.]+/g, '"$1":<number>'],
  [/(?<![0-9a-z])\d{14}(?![0-9a-z])/g, '<id>'],
  [/\b01[0-9a-hjkmnp-z]{16}\b/g, '<run>'],
  [/backup_\d{8}_\d{6}(_\d+)?/g, '<backup>'],
  [/before-restore-\d{8}_\d{6}(_\d+)?/g, 'before-restore-<time>'],
  [/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/g, '<time>'],
  [/\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC/g, '<time>'],
  [/^\d\d:\d\d:\d\d /gm, '<time> '],
  [/\b[0-9a-f]{64}\b/g, '<hash>'],
  [/\b(plan|Plan|checksum|sha256|now,) [0-9a-f]{12}\b/g, '$1 <hash>'],
  [/\b[0-9a-f]{12} (now|when)\b/g, '<hash> $1'],
  [/\b\d+(\.\d+)?[kM]? rows\/s/g, '<rate>'],
  [/\b\d+(\.\d+)? (ms|s|kB|MB|GB)\b/g, '<$2>'],
  [/\b\d+:\d\d\b/g, '<time>'],
  [/Node \d+\.\d+\.\d+, \w+ \w+/g, '<runtime>'],
  [/process \d+/g, 'process <number>'],
]

function normal(text: string, folder: string): string {
  const placed = text
    .replaceAll(folder, '<folder>')
    .replaceAll(`${hostname()} process`, '<host> process')
    .replaceAll(`"${userInfo().username}"`, '"<user>"')
  const steady = volatile.reduce((kept, [pattern, word]) => kept.replace(pattern, word), placed)
  return steady.replaceAll(/(\S) {2,}/g, '$1  ')
}
