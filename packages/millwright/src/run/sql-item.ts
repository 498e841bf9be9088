import type { CodeBody, SqlBody } from '../history/migration.ts'
import { evaluateZero } from '../checks/zero.ts'
import { untilFree } from '../dialects/until-free.ts'
import type { Queries, Transaction } from '../kernel/connection.ts'
import { causedBy, isProblem, wordsOf } from '../kernel/problem.ts'
import { sql } from '../kernel/sql.ts'
import { plural } from '../kernel/text.ts'
import { countOf } from '../kernel/value.ts'
import { recordApplied } from '../ledger/ledger.ts'
import { holdFence } from '../ledger/lock.ts'
import { insertStep, readStep, setStepState } from '../ledger/parts.ts'
import { type PlanItem, type PlannedStatement, queryOf } from '../plan/plan.ts'
import { inFence } from '../steps/in-fence.ts'
import type { RunContext } from './context.ts'
import { takesRowsFrom } from './takes-rows.ts'
import { aloneFailed, refusedByRule, rowsVanished, statementFailed } from './problems.ts'
import { bookUndone } from './undone.ts'

export type SchemaItem = { readonly item: PlanItem; readonly body: SqlBody | CodeBody }

/** Runs one migration of statements or code; it and its ledger row commit together. */
export async function runSchemaItem(context: RunContext, { item, body }: SchemaItem): Promise<number> {
  const started = context.clock.ticks()
  if (!item.transaction) await runAlone(context, { item, body })
  const work = async (tx: Transaction): Promise<void> => {
    await holdFence(tx, context.fence)
    if (item.transaction) await runInside(context, tx, { item, body })
    await bookItem(context, tx, { item, ms: context.clock.ticks() - started })
    await context.recorder.flushIn(tx)
  }
  const commit = () => context.db.transaction(work, { foreignKeys: item.foreignKeys })
  // What a function did outside of the database cannot be taken back, so it is called once.
  await (callsFunction({ item, body }) ? commit() : untilFree(context, commit))
  return context.clock.ticks() - started
}

const callsFunction = ({ item, body }: SchemaItem): boolean => functionOf({ item, body }) !== undefined

function functionOf({ item, body }: SchemaItem) {
  const work = body.kind === 'code' ? (item.direction === 'up' ? body.up : body.down) : undefined
  return work?.kind === 'function' ? work : undefined
}

/** Rows that a migration will not meet are looked for before its first statement. @throws RUN130 */
async function askRules(db: Queries, { item, body }: SchemaItem): Promise<void> {
  const rules = body.kind === 'sql' ? (body.rules ?? []) : []
  const broken: string[] = []
  for (const { query, why } of rules.filter(({ direction }) => direction === item.direction)) {
    const { ok, differences, samples } = await evaluateZero(db, sql.raw(query))
    if (!ok) broken.push(`${why} (${plural(differences, 'row')}: ${samples.join(', ')})`)
  }
  if (broken.length > 0) throw refusedByRule(nameOf(item), broken)
}

/** The statements of one migration, inside a transaction that is already open. */
export async function runInside(context: RunContext, tx: Transaction, { item, body }: SchemaItem): Promise<void> {
  await askRules(tx, { item, body })
  const guard = await guardOf(context, tx, item)
  const work = functionOf({ item, body })
  if (work !== undefined) await runFunction(tx, item, (db) => work.run(db))
  for (const statement of item.statements) await runStatement(tx, item, statement)
  await guard()
}

async function runFunction(tx: Transaction, item: PlanItem, run: (db: Transaction) => Promise<void>): Promise<void> {
  try {
    await run(tx)
  } catch (error) {
    throw causedBy(statementFailed(nameOf(item), 1, wordsOf(error)), error)
  }
}

async function runStatement(tx: Queries, item: PlanItem, statement: PlannedStatement): Promise<void> {
  try {
    await tx.run(queryOf(statement))
  } catch (error) {
    const cause = isProblem(error) && error.cause !== undefined ? error.cause : error
    throw causedBy(statementFailed(nameOf(item), statement.line, wordsOf(cause)), cause)
  }
}

const nameOf = (item: PlanItem): string => `${item.migration} ${item.name}`

export async function bookItem(
  context: RunContext,
  tx: Queries,
  { item, ms }: { item: PlanItem; ms: number },
): Promise<void> {
  if (item.direction === 'down') return bookUndone(tx, context, { ...item, failed: [] })
  await recordApplied(tx, {
    id: item.migration,
    name: item.name,
    kind: item.kind,
    checksum: item.checksum,
    parents: item.parents,
    content: context.contentOf(item.migration),
    appliedAt: context.clock.now().toISOString(),
    run: context.run,
    ms: Math.round(ms),
    proved: true,
  })
}

// A dropped parent can take the rows of its children with it, and no statement of the migration says so.
async function guardOf(context: RunContext, tx: Transaction, item: PlanItem): Promise<() => Promise<void>> {
  const text = item.statements.map((statement) => statement.text).join('\n')
  if (!/\b(drop|delete|replace|update)\b/i.test(text)) return async () => {}
  const named = takesRowsFrom(text)
  const names = (await context.dialect.tableNames(tx)).filter(
    (name) => !isNamed(named, name.toLowerCase()) && !name.startsWith('millwright_'),
  )
  const before = await countRows(tx, names)
  return async () => {
    const there = new Set(await context.dialect.tableNames(tx))
    const after = await countRows(
      tx,
      names.filter((name) => there.has(name)),
    )
    for (const [name, rows] of before) {
      const lost = rows - (after.get(name) ?? 0)
      if (lost > 0) throw rowsVanished(nameOf(item), name, lost)
    }
  }
}

// A statement may leave the schema out, or name it where the catalogue leaves it out.
const isNamed = (named: ReadonlySet<string>, name: string): boolean =>
  named.has(name) || named.has(name.slice(name.lastIndexOf('.') + 1))

/** So many tables are counted by one statement: a database has a limit, and each statement is an answer to wait for. */
const together = 100

async function countRows(tx: Queries, tables: readonly string[]): Promise<ReadonlyMap<string, number>> {
  const counts = new Map<string, number>()
  for (let from = 0; from < tables.length; from += together) {
    const some = tables.slice(from, from + together)
    const counting = some.map(
      (table, at) => sql`select ${sql.raw(String(at))} as place, count(*) as n from ${sql.table(table)}`,
    )
    for (const { place, n } of await tx.all(sql.join(counting, ' union all ')))
      counts.set(some[countOf(place)] as string, countOf(n))
  }
  return counts
}

/** Statements that only work outside of a transaction: each is journaled, so that a resume knows where to go on. */
async function runAlone(context: RunContext, { item, body }: SchemaItem): Promise<void> {
  if (!(await hasBegun(context, item))) await askRules(context.db, { item, body })
  for (const [at, statement] of item.statements.entries()) {
    const key = { run: context.run, migration: item.migration, step: `statement ${at + 1}` }
    if ((await readStep(context.db, key))?.state === 'done') continue
    await inFence(context, async (tx) => {
      if ((await readStep(tx, key)) === undefined)
        await insertStep(tx, {
          ...key,
          seq: 0,
          kind: 'statement',
          state: 'running',
          total: undefined,
          detail: { line: statement.line },
          startedAt: context.clock.now().toISOString(),
          ms: 0,
        })
    })
    if (context.dialect.needsNoTransaction(statement.text)) {
      await sendAlone(context.db, item, statement)
      await inFence(context, (tx) => setStepState(tx, key, { state: 'done' }))
    } else {
      await inFence(context, async (tx) => {
        await sendAlone(tx, item, statement)
        await setStepState(tx, key, { state: 'done' })
      })
    }
  }
}

const hasBegun = async ({ db, run }: RunContext, { migration }: PlanItem): Promise<boolean> =>
  (await readStep(db, { run, migration, step: 'statement 1' })) !== undefined

async function sendAlone(on: Queries, item: PlanItem, statement: PlannedStatement): Promise<void> {
  try {
    await on.run(queryOf(statement))
  } catch (error) {
    const cause = isProblem(error) && error.cause !== undefined ? error.cause : error
    throw causedBy(aloneFailed(nameOf(item), statement.line, wordsOf(cause)), cause)
  }
}
