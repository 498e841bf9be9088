import { existsSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { type Report, reportText, type RunResult, status } from 'millwright'
import { answered, columns, followed, write } from './command.ts'
import { applyFollowUps } from './follow-ups.ts'
import type { Follow } from './follow.ts'
import { isMoved } from './history.ts'
import { cwd, near } from './near.ts'
import { type Parsed, pathIn, type Place } from './options.ts'
import { notMoved } from './problems.ts'
import { hospitalProject } from './project.ts'
import { documentText } from './save.ts'

const usage = `Brings a moved hospital to the newest form of its tables, and proves it.

  npm run -s up -w systems/hospital -- --db FILE [--json]
`

/** `up` from its command line to its exit code. */
export async function runUpCommand(args: readonly string[]): Promise<number> {
  const parsed = parseUp(args, { cwd: cwd(), today: '' })
  if (parsed.kind === 'help') return write(process.stdout, usage, 0)
  if (parsed.kind === 'mistake') return write(process.stderr, `${parsed.message}\n\n${usage}`, 2)
  const { db, json } = parsed.options
  return await answered(json, async () => {
    const end = await followed(json, (follow) => runUp(db, follow))
    return json ? { exit: end.exit, text: documentText(documentOf(end)) } : { exit: end.exit, text: textOf(end) }
  })
}

type UpOptions = { readonly db: string; readonly json: boolean }

const flags = { db: { type: 'string' }, json: { type: 'boolean' }, help: { type: 'boolean' } } as const

function parseUp(args: readonly string[], { cwd: from }: Place): Parsed<UpOptions> {
  try {
    const { values } = parseArgs({ args: [...args], options: flags, strict: true, allowPositionals: false })
    if (values.help === true) return { kind: 'help' }
    return { kind: 'run', options: { db: pathIn(values, 'db', from), json: values.json === true } }
  } catch (error) {
    return { kind: 'mistake', message: error instanceof Error ? error.message : String(error) }
  }
}

type Upped = RunResult | { readonly upToDate: true; readonly exit: 0; readonly current: readonly string[] }

/** @throws HOSP113 when the file holds no hospital that was moved, and the engine's problems */
async function runUp(db: string, follow: Follow): Promise<Upped> {
  const project = await hospitalProject(db)
  const stand = existsSync(db) ? await status(project) : undefined
  if (stand === undefined || !isMoved(stand)) throw notMoved(db)
  return (await applyFollowUps(project, follow)) ?? { upToDate: true, exit: 0, current: stand.current }
}

const documentOf = (end: Upped): Report | object => ('report' in end ? end.report : end)

const textOf = (end: Upped): string =>
  'report' in end
    ? reportText(end.report, { columns: columns(), path: near(end.files.html) })
    : `Nothing to do: the database stands at ${end.current.join(', ')}.\n`
