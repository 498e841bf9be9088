import type { Ddl, DdlStatement } from '../dialects/ddl.ts'
import type { Connection, Queries } from '../kernel/connection.ts'
import { type Finding, isBlocking } from '../kernel/finding.ts'
import { sql } from '../kernel/sql.ts'
import type { Answers } from '../schema/answers.ts'
import { type Catalogue, ofKind } from '../schema/catalogue.ts'
import { type Alteration, type Change, inverseRenames } from '../schema/change.ts'
import { changesBetween, leftAlone } from './changes.ts'
import { match } from './match.ts'
import { plainNames } from './plain-names.ts'
import { unusedAnswers } from './unused.ts'
import { type Walk, walk } from './walk.ts'

/** A list of statements in two forms: one after the other, and as it runs by itself on one connection. */
export type Script = { readonly statements: readonly DdlStatement[]; readonly framed: readonly string[] }

export type Difference = {
  readonly changes: readonly Change[]
  readonly up: Script
  readonly down: Script
  readonly destructive: boolean
  readonly reversible: boolean
  readonly findings: readonly Finding[]
}

export type DiffOrder = {
  readonly ddl: Ddl
  /** A scratch database with the schema to begin with, which is used up by this; and one with the wanted schema. */
  readonly from: Connection
  readonly to: Connection
  /** Which of them were made from the print of a database, and need not be read once more. */
  readonly printed?: { readonly from: boolean; readonly to: boolean }
  readonly answers: Answers
  /** The real database behind `from`, where there is one: its rows are asked. */
  readonly rows?: Queries
  /** A scratch database with what another one holds, made from its own print. */
  again(db: Connection): Promise<Connection>
}

/** Compares two databases and writes the way from one to the other and back, both proved on the scratch database. */
export async function diff(order: DiffOrder): Promise<Difference> {
  const sides = await describeBoth(order)
  const { ddl } = order
  const answers = plainNames(order.answers, sides)
  const left = [...leftAlone(ddl, sides), ...unusedAnswers(answers, sides)]
  if (changesBetween(ddl, sides, 'up').length === 0) return { ...nothing, findings: left }
  const { renames, questions } = match({ from: sides.from, to: sides.to, answers, ddl })
  if (questions.length > 0) return asking(ddl, sides, [...left, ...questions])
  await ddl.ready?.(sides.scratch, sides.to)
  const walked = { ddl, scratch: sides.scratch, answers, empty: await emptyTables(order, sides) }
  const up = await walk({ ...walked, from: sides.from, to: sides.to, renames, direction: 'up' })
  const proved = order.rows === undefined || up.findings.some(isBlocking) ? [] : await ddl.prove(order.rows, up.order)
  const findings = [...left, ...up.findings, ...proved]
  if (findings.some(isBlocking))
    return { ...asking(ddl, sides, findings), changes: changesOf(up), destructive: up.destructive }
  const back = { from: sides.to, to: sides.from, renames: inverseRenames(up.renames) }
  const down = await walk({ ...walked, ...back, direction: 'down' })
  return bothWays(ddl, { up, down, findings })
}

/** Of the tables that change, those without a row: nothing is asked for them. */
async function emptyTables({ ddl, rows }: DiffOrder, sides: Sides): Promise<ReadonlySet<string>> {
  const empty = new Set<string>()
  if (rows === undefined) return empty
  const touched = new Set(changesBetween(ddl, sides, 'up').map(tableIn))
  for (const { name } of ofKind(sides.from, 'table').filter((table) => touched.has(table.name)))
    if ((await rows.get(sql`select 1 from ${sql.table(name)} limit 1`)) === undefined) empty.add(name)
  return empty
}

function tableIn(change: Alteration): string {
  const { of, name } = change.kind === 'alter' ? change.to : change.entity
  return of ?? name
}

type Sides = { readonly from: Catalogue; readonly to: Catalogue; readonly scratch: Connection }

/** Where a text is printed in another way once it was read, both sides are read once more before they count as different. */
async function describeBoth(order: DiffOrder): Promise<Sides> {
  const { ddl, from: a, to: b, printed = { from: false, to: false } } = order
  const sides = { from: await ddl.describe(a), to: await ddl.describe(b), scratch: a }
  if (ddl.reprints !== true || changesBetween(ddl, sides, 'up').length === 0) return sides
  const again = async (db: Connection, isPrinted: boolean): Promise<Connection> => (isPrinted ? db : order.again(db))
  const [first, second] = await Promise.all([again(a, printed.from), again(b, printed.to)])
  return { from: await ddl.describe(first), to: await ddl.describe(second), scratch: first }
}

const none: Script = { statements: [], framed: [] }

const nothing: Difference = { changes: [], up: none, down: none, destructive: false, reversible: true, findings: [] }

const asking = (ddl: Ddl, sides: Sides, findings: readonly Finding[]): Difference => ({
  changes: told(changesBetween(ddl, sides, 'up')),
  up: none,
  down: none,
  destructive: false,
  reversible: false,
  findings,
})

const changesOf = ({ renames, changes }: Walk): readonly Change[] => [
  ...renames.map((rename) => ({ kind: 'rename' as const, rename })),
  ...told(changes),
]

/** A table that comes or goes is told once, and not with each of its columns. */
function told(changes: readonly Alteration[]): readonly Alteration[] {
  const whole = new Set(
    changes.flatMap((change) =>
      change.kind !== 'alter' && change.entity.kind === 'table' ? [`${change.kind} ${change.entity.name}`] : [],
    ),
  )
  return changes.filter(
    (change) =>
      change.kind === 'alter' ||
      !['column', 'default', 'constraint'].includes(change.entity.kind) ||
      !whole.has(`${change.kind} ${change.entity.of ?? ''}`),
  )
}

type Both = { readonly up: Walk; readonly down: Walk; readonly findings: readonly Finding[] }

function bothWays(ddl: Ddl, { up, down, findings }: Both): Difference {
  const broken = down.findings.filter(({ code }) => code === 'DIFF107' || code === 'DIFF108').map(asWayBack)
  const script = ({ statements }: Walk): Script => ({ statements, framed: ddl.frame(statements) })
  return {
    changes: changesOf(up),
    up: script(up),
    down: broken.length === 0 ? script(down) : none,
    destructive: up.destructive,
    // A warning of the rows themselves: values that do not come back.
    reversible: up.reversible && broken.length === 0 && !isLossy(findings, up),
    findings: [...findings, ...broken],
  }
}

const isLossy = (findings: readonly Finding[], up: Walk): boolean =>
  findings.some((finding) => finding.code === 'DIFF106' && !up.findings.includes(finding))

/** A way back that does not work is told, and does not hold up the way there. */
const asWayBack = (finding: Finding): Finding => ({
  ...finding,
  severity: 'warning',
  message: `there is no way back: ${finding.message}`,
})
