import type { Queries } from '../kernel/connection.ts'
import { sql } from '../kernel/sql.ts'
import { countOf } from '../kernel/value.ts'
import { formatCount } from '../kernel/text.ts'
import type { Outcome } from '../checks/check.ts'
import { isPauseRequested } from '../ledger/runs.ts'
import type { SourcePin } from '../sources/source.ts'
import { type Schema, type Table, tableOf } from '../schema/schema.ts'
import type { Budget, StepContext } from '../steps/context.ts'
import type { Declared, LoadSpec, Step, RejectBudget } from '../steps/declared.ts'
import { loadOfBuild } from '../steps/build.ts'
import { computeOf, loadOfEach } from '../steps/each.ts'
import type { Loading } from '../steps/load/begin.ts'
import { isMove } from '../steps/move.ts'
import { noTable } from '../steps/problems.ts'
import type { StepsContext } from './context.ts'

export type StepPlace = { readonly step: string; readonly declared?: Declared | undefined }

/** What a step needs from the run. The budget counts what earlier attempts rejected. */
export async function stepContextOf(
  context: StepsContext,
  migration: string,
  { step }: StepPlace,
): Promise<StepContext> {
  return {
    dialect: context.dialect,
    db: context.db,
    clock: context.clock,
    fence: context.fence,
    key: { run: context.run, migration, step },
    tools: context.tools,
    batch: context.batch,
    budget: await budgetOf(context, migration),
    isPauseWanted: async () => context.isInterrupted() || (await isPauseRequested(context.db, context.run)),
  }
}

/** A rehearsal goes on to the end, so that every reject is seen at once; its last check then holds the budget. */
async function budgetOf(context: StepsContext, migration: string): Promise<Budget> {
  const used = await countOpenRejects(context.db, context.run, migration)
  const { max, accept } = limitsOf(context, migration)
  return { max: context.rehearsal ? Number.POSITIVE_INFINITY : max, accept: new Set(accept), used }
}

function limitsOf({ bodies, plan, maxRejects }: StepsContext, migration: string): Required<RejectBudget> {
  const body = bodies.get(migration)
  const isDeclared = body?.kind === 'move' && isMove(body.declaration)
  const { max = 0, accept = [] } = isDeclared ? body.declaration.rejectsFor(plan.params) : {}
  return { max: maxRejects ?? max, accept }
}

/** Passes when a move's rejects stay within its budget. */
export async function evaluateBudget(context: StepsContext, migration: string): Promise<Outcome> {
  const { max } = limitsOf(context, migration)
  const used = await countOpenRejects(context.db, context.run, migration)
  return {
    ok: used <= max,
    compared: 'rejected records, without those of accepted rules, with the budget',
    before: `${formatCount(max)} allowed`,
    after: `${formatCount(used)} rejected`,
    differences: Math.max(0, used - max),
    samples: [],
  }
}

const countOpenRejects = async (db: Queries, run: string, migration: string): Promise<number> =>
  countOf(
    (
      await db.get(sql`select count(distinct step || ' ' || record) as n from millwright_reject
    where run = ${run} and migration = ${migration} and outcome = 'rejected' and state = 'open' and accepted = 0`)
    )?.['n'],
  )

/** Opens what a load or build reads from. */
export async function openLoading(context: StepsContext, migration: string, step: Step): Promise<Loading> {
  if (!isLoading(step)) throw new TypeError(`step ${step.name} reads no source`)
  const { table } = await findTable(context, step.name, step.spec.to)
  return openSource(context, migration, { step, table })
}

type Reading = { readonly step: LoadingStep; readonly table: Table }

/** As {@link openLoading}, for a table that was found already. */
export async function openSource(context: StepsContext, migration: string, { step, table }: Reading): Promise<Loading> {
  const spec = loadOf(step)
  const planned = plannedPin(context, migration, step.name)
  const source = await spec.from.open({ ...context.tools, target: context.db })
  const more = {
    ...(step.kind === 'each' ? { compute: computeOf(step.spec, context.db) } : {}),
    ...(step.kind === 'build' ? { select: step.spec.select } : {}),
  }
  return { spec, table, kind: step.kind, source, ...more, ...(planned === undefined ? {} : { planned }) }
}

type LoadingStep = Extract<Step, { kind: 'load' | 'build' | 'each' }>

const isLoading = (step: Step): step is LoadingStep => ['load', 'build', 'each'].includes(step.kind)

function loadOf(step: LoadingStep): LoadSpec<unknown> {
  if (step.kind === 'build') return loadOfBuild(step.spec)
  return step.kind === 'each' ? loadOfEach(step.spec) : (step.spec as unknown as LoadSpec<unknown>)
}

const plannedPin = ({ plan }: StepsContext, migration: string, step: string): SourcePin | undefined =>
  plan.items.find((item) => item.migration === migration)?.steps.find(({ name }) => name === step)?.pin

type Found = { readonly table: Table; readonly schema: Schema }

export async function findTable(context: StepsContext, step: string, name: string): Promise<Found> {
  const schema = await context.dialect.inspect(context.db)
  const table = tableOf(schema, name)
  if (table === undefined) throw noTable(step, name)
  return { table, schema }
}
