import { cp, mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { answered, followed, window, write } from './command.ts'
import { defaultPolicies } from '../domain/policies.ts'
import { applyFollowUps } from './follow-ups.ts'
import { printFollowUps, printMoved } from './print.ts'
import { hospitalProject } from './project.ts'
import { runMove } from './run-move.ts'
import { report, serveUntilTold } from '../server/command.ts'
import { portIn } from '../server/options.ts'

const usage = `Moves the sample hospital into a fresh database, proves it, and serves it on this machine until Ctrl-C.

  npm start [-- [--once] [--port 8080]]
      --once           ends after the move
      --port PORT      where to serve; without it 8080, or any other port that is free
`

const root = fileURLToPath(new URL('../..', import.meta.url))
const place = join(root, '.millwright', 'start')
const db = join(place, 'hospital.db')

/** `npm start` from its command line to its exit code. */
export async function runStart(args: readonly string[]): Promise<number> {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: { once: { type: 'boolean' }, port: { type: 'string' }, help: { type: 'boolean' } },
      strict: true,
    })
    if (values.help === true) return write(process.stdout, usage, 0)
    const port = values.port === undefined ? undefined : portIn(values.port)
    const exit = await answered(false, moveSample)
    return exit !== 0 || values.once === true ? exit : await answered(false, () => serveSample(port))
  } catch (error) {
    if (!isMistake(error)) throw error
    return write(process.stderr, `${error.message}\n\n${usage}`, 2)
  }
}

/** Only what the command line says wrongly: `parseArgs` marks its errors by their code. */
const isMistake = (error: unknown): error is Error =>
  error instanceof RangeError ||
  (error instanceof TypeError && String(Reflect.get(error, 'code')).startsWith('ERR_PARSE_ARGS'))

const serveSample = (port: number | undefined): Promise<{ readonly exit: number; readonly text: string }> =>
  serveUntilTold({ db, port, host: '127.0.0.1', names: [], report })

async function moveSample(): Promise<{ readonly exit: number; readonly text: string }> {
  process.stderr.write(opening)
  const data = await freshData()
  const options = {
    data,
    db,
    asOf: '2025-06-28',
    isDayNamed: true,
    policies: defaultPolicies,
    rejects: 0,
    report: undefined,
    backups: undefined,
    yes: true,
    json: false,
  }
  const moved = await followed(false, (follow) => runMove(options, follow))
  const text = `\n${printMoved(moved, window())}`
  if (moved.exit !== 0) return { exit: moved.exit, text }
  process.stderr.write(`\n${between}`)
  const project = await hospitalProject(options.db)
  const after = await followed(false, (follow) => applyFollowUps(project, follow))
  if (after === undefined) return { exit: 0, text: `${text}${next}` }
  return { exit: after.exit, text: `${text}\n${printFollowUps(after, window())}${after.exit === 0 ? next : ''}` }
}

const between = `The registers are in SQLite. Their history goes on from there: what users asked for next.

`

const opening = `A hospital keeps its devices in JSON files. This takes an invented copy of them, with the dirt of
real ones, and moves it into SQLite: looked at, backed up, rehearsed on a copy, moved, proved.

`

/** The sample is copied: the backups of its files are written beside them. */
async function freshData(): Promise<string> {
  await rm(place, { recursive: true, force: true })
  await mkdir(place, { recursive: true })
  const data = join(place, 'data')
  await cp(join(root, 'sample'), data, { recursive: true })
  return data
}

const next = `
Try next
  D=systems/hospital/.millwright/start
  npm run -s move -w systems/hospital -- --data $D/data --db $D/hospital.db
      the same move again: it finds everything as it is
  npm run -s rollback -w systems/hospital -- --data $D/data --db $D/hospital.db
      back to the JSON files, proved equal to what was there before
  npm run -s move -w systems/hospital -- --data $D/data --db $D/other.db --placeholder-serials fail
      a policy that refuses: nothing is written
`
