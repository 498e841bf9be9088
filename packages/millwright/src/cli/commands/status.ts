import type { Status, StatusLine } from '../../actions/status.ts'
import { plural } from '../../kernel/text.ts'
import { table } from '../../report/layout.ts'
import { instantWords } from '../../report/words.ts'
import type { Answer, Call, Command } from '../command.ts'
import { exits } from '../exits.ts'

export const status: Command = {
  about:
    'Shows where the database stands in its history: what is applied and pending, whether the schema was changed by hand, who holds the lock, how the last run ended.',
  flags: [{ long: 'all', about: 'list every migration, not only the last applied ones and those that need attention' }],
  examples: [
    ['millwright status', 'what is applied, what is pending'],
    ['millwright status --json', 'the same for a program'],
  ],
  exits: [[0, 'up to date, and nothing is wrong'], exits.usage, [4, 'work is pending, or something is wrong']],
  run: runStatus,
}

async function runStatus(call: Call): Promise<Answer> {
  const project = await call.project()
  const { status: look } = await import('../../actions/status.ts')
  const found = await look(project)
  return { exit: found.exit, document: () => found, text: () => statusText(found, call.has('all')) }
}

function statusText(found: Status, isAll: boolean): string {
  const blocks = [headLines(found), migrationLines(found.migrations, isAll), wrongLines(found), [nextLine(found)]]
  return `${blocks
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`
}

function headLines({
  target,
  exists,
  environment,
  current,
  migrations,
  pending,
  lastRun,
  lock,
}: Status): readonly string[] {
  const lost = migrations.filter(({ state }) => state === 'missing').map(({ id }) => `${id} (its file is missing)`)
  const stands = [...current, ...lost]
  const where = stands.length === 0 ? 'the beginning: nothing is applied' : stands.join(', ')
  const last = lastRun === undefined ? [] : [`last run  ${lastRun.id}: ${lastRun.verdict ?? lastRun.state}`]
  return [
    `database  ${target}${exists ? '' : ' (does not exist yet)'}`,
    ...(environment === undefined ? [] : [`it is     ${environment}`]),
    `stands at ${where}`,
    `pending   ${pending === 0 ? 'none' : plural(pending, 'migration')}`,
    ...last,
    ...(lock === undefined ? [] : [`lock      run ${lock.run}, ${lock.holder}`]),
  ]
}

const shown = 5

function migrationLines(migrations: readonly StatusLine[], isAll: boolean): readonly string[] {
  const done = migrations.filter(({ state }) => state === 'applied')
  const hidden = new Set(isAll ? [] : done.slice(0, -shown))
  const rows = migrations.filter((line) => !hidden.has(line))
  if (rows.length === 0) return []
  const columns = ['migration', 'name', 'state', 'applied at'].map((title) => ({ title, side: 'left' as const }))
  const lines = table(
    columns,
    rows.map(({ id, name, state, appliedAt }) => [
      id,
      name,
      state,
      appliedAt === undefined ? '' : instantWords(appliedAt),
    ]),
  )
  return hidden.size === 0
    ? lines
    : [...lines, `(${plural(hidden.size, 'applied migration')} before these: \`millwright status --all\`)`]
}

const wrongLines = ({ drift }: Status): readonly string[] =>
  drift.length === 0 ? [] : ['DRIFT: the schema is not what the history gives:', ...drift.map((each) => `  ${each}`)]

function nextLine({ migrations, drift, pending, lastRun }: Status): string {
  const isOf = (state: StatusLine['state']) => migrations.some((line) => line.state === state)
  if (isOf('edited') || isOf('missing') || isOf('partly'))
    return 'Next: `millwright validate` says what is wrong with the files and how to repair it.'
  if (lastRun !== undefined && unfinished.has(lastRun.state))
    return `Next: \`millwright resume\` goes on with the last run, \`millwright rollback ${lastRun.id}\` goes back.`
  if (isOf('unproved'))
    return 'Next: `millwright report` says what is not proved; `millwright validate --accept "reason"` accepts it.'
  if (drift.length > 0) return 'Next: write the change as a migration and `millwright stamp` it, or undo it by hand.'
  if (pending > 0) return 'Next: `millwright plan` shows what is pending, `millwright up` applies it.'
  return migrations.length === 0 ? 'Next: `millwright new "add customers"` writes the first migration.' : 'Up to date.'
}

const unfinished: ReadonlySet<string> = new Set(['planned', 'running', 'pausing', 'paused', 'failed', 'verifying'])
