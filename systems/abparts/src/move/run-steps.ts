import type { Database, Session } from '../database/database.ts'
import { messageFor } from '../checks/rule.ts'
import { ledgerMismatch } from '../checks/target-stock-rules.ts'
import { type Fill, type Guard, type StepName, stepNames, type Work } from './declared.ts'
import { guardsOf } from './guards.ts'
import { compared, type Kept, measured } from './invariants.ts'
import type { MoveOptions } from './options.ts'
import { invariantBroken, ledgerDiffers, stepRefused } from './problems.ts'
import { migrationScript } from './scripts.ts'
import { worksOf } from './steps.ts'

/** What a step did: read = inserted + updated + unchanged. */
export type StepCounts = {
  readonly step: StepName
  readonly read: number
  readonly inserted: number
  readonly updated: number
  readonly unchanged: number
  readonly ms: number
}

export type Moved = { readonly steps: readonly StepCounts[]; readonly invariants: readonly Kept[] }

/**
 * The whole move in one transaction: the schema grows, steps 3 to 9 run, what must stay equal is compared, and the rules and
 * triggers come last. Nothing remains of a run that fails.
 *
 * @throws ABP201 when a step refuses, ABP202 and ABP203 when something that must be kept was changed
 */
export async function runMove(db: Database, options: MoveOptions): Promise<Moved> {
  return db.transaction(async (session) => {
    const before = await measured(session)
    await session.exec(migrationScript('0002_expand', 'up'))
    const steps = await runSteps(session, options)
    const invariants = compared(before, await measured(session))
    const broken = invariants.find(({ equal }) => !equal)
    if (broken !== undefined) throw invariantBroken(broken.name, broken.before, broken.after)
    await session.exec(migrationScript('0004_rules', 'up'))
    await session.exec(migrationScript('0005_stock_triggers', 'up'))
    return { steps, invariants }
  })
}

/** Steps 3 to 9 on an expanded schema, or once more on a moved one: then every row is found unchanged. */
export async function runSteps(session: Session, options: MoveOptions): Promise<readonly StepCounts[]> {
  const [works, guards] = [worksOf(options), guardsOf(options)]
  const done: StepCounts[] = []
  for (const step of stepNames) {
    const own = works.filter((work) => work.step === step)
    done.push(await runStep(session, { step, works: own, guards: guards.filter((guard) => guard.step === step) }))
  }
  await compareLedger(session)
  return done
}

type Step = { readonly step: StepName; readonly works: readonly Work[]; readonly guards: readonly Guard[] }

async function runStep(session: Session, { step, works, guards }: Step): Promise<StepCounts> {
  const began = performance.now()
  for (const guard of guards) await refuse(session, guard)
  let read = 0
  const changed = { inserted: 0, updated: 0 }
  for (const work of works) {
    read = await rowsFor(session, work)
    if (work.kind === 'fill') changed.updated = Math.max(changed.updated, await session.run(fillStatement(work)))
    else changed.inserted += await session.run(buildStatement(work))
    await session.exec(`analyze ${work.kind === 'fill' ? work.table : work.to}`)
  }
  const unchanged = read - changed.inserted - changed.updated
  return { step, read, ...changed, unchanged, ms: Math.round(performance.now() - began) }
}

async function refuse(session: Session, { step, message, sql }: Guard): Promise<void> {
  const rows = await session.query(
    `select key::text as key, count(*) over () as n from (${sql}) as found order by 1 limit 3`,
  )
  if (rows.length === 0) return
  const count = Number(rows[0]?.['n'])
  throw stepRefused(step, messageFor(message, count), rows.map(({ key }) => String(key)).join(', '))
}

async function rowsFor(session: Session, work: Work): Promise<number> {
  const from = work.kind === 'fill' ? work.table : `(${work.select}) as wanted`
  return Number((await session.query(`select count(*) as n from ${from}`))[0]?.['n'])
}

/** Writes only rows that change: the second run writes none. The offset keeps the expressions from being evaluated twice. */
function fillStatement({ table, set, joined = { join: '', set } }: Fill): string {
  const columns = Object.keys(joined.set)
  const news = Object.entries(joined.set).map(([column, expression]) => `${expression} as ${column}`)
  const list = (alias: string): string => columns.map((column) => `${alias}.${column}`).join(', ')
  const sets = columns.map((column) => `${column} = filled.${column}`)
  return `update ${table} as stored set ${sets.join(', ')}
    from (select t.id, ${news.join(', ')} from ${table} as t ${joined.join} offset 0) as filled
    where filled.id = stored.id and row(${list('stored')}) is distinct from row(${list('filled')})`
}

function buildStatement({ to, columns, select }: Extract<Work, { kind: 'build' }>): string {
  const list = columns.join(', ')
  return `insert into ${to} (${list}) select ${list} from (${select}) as built on conflict (id) do nothing`
}

async function compareLedger(session: Session): Promise<void> {
  const rows = await session.query(
    `select array_to_string(key, ' and ') as key, count(*) over () as n from (${ledgerMismatch}) as found order by 1 limit 1`,
  )
  const [first] = rows
  if (first !== undefined) throw ledgerDiffers(Number(first['n']), String(first['key']))
}
