import { evaluateSame } from '../checks/same.ts'
import type { Outcome } from '../checks/check.ts'
import { evaluateZero } from '../checks/zero.ts'
import { headsOf, ordered } from '../history/graph.ts'
import { refusalsOf } from '../history/status.ts'
import type { Connection } from '../kernel/connection.ts'
import { type Finding, isBlocking } from '../kernel/finding.ts'
import { isProblem, type Problem } from '../kernel/problem.ts'
import { plural } from '../kernel/text.ts'
import { declaredOf, makePlan } from '../plan/make-plan.ts'
import type { Declared } from '../steps/declared.ts'
import type { Project } from './project.ts'
import { findDrift, type State } from './state.ts'
import { withState } from './with-state.ts'

/** One thing that was looked at. `checked` says how much, in words. */
export type Validation = { readonly name: string; readonly checked: string; readonly findings: readonly Finding[] }

export type ValidateResult = {
  readonly validations: readonly Validation[]
  readonly findings: readonly Finding[]
  readonly exit: 0 | 4
}

/** Looks at everything that can be known without a run: files, ledger, schema, references, checks. Changes nothing. */
export async function validate(project: Project): Promise<ValidateResult> {
  const validations = await guarded('migrations', () =>
    withState(project, async (state, db) => [
      historyOf(state),
      ...(await guarded('replay', async () => [await replayOf(project, state)])),
      ledgerOf(state),
      ...(db === undefined ? [] : await databaseOf(project, state, db)),
    ]),
  )
  const findings = validations.flatMap((each) => each.findings)
  return { validations, findings, exit: findings.some(isBlocking) ? 4 : 0 }
}

/** A problem on the way is a finding: the other things are still looked at. */
async function guarded(name: string, work: () => Promise<readonly Validation[]>): Promise<readonly Validation[]> {
  try {
    return await work()
  } catch (error) {
    if (!isProblem(error)) throw error
    return [{ name, checked: 'stopped at the first problem', findings: [asFinding(error)] }]
  }
}

const asFinding = ({ code, text }: Problem, subject = 'history'): Finding => {
  return { code, severity: 'error', subject, message: text.what, answer: text.next }
}

function historyOf({ graph, statuses }: State): Validation {
  const heads = headsOf(graph)
  const late = statuses.filter(({ state }) => state === 'out-of-order')
  const findings = [
    ...refusalsOf(statuses).map((problem) => asFinding(problem, 'applied migration')),
    ...(heads.length < 2 ? [] : [severalHeads(heads)]),
    ...late.map(({ id }) => outOfOrder(id)),
  ]
  return {
    name: 'history',
    checked: `${plural(graph.migrations.size, 'migration')}, ${plural(heads.length, 'head')}`,
    findings,
  }
}

const severalHeads = (heads: readonly string[]): Finding => ({
  code: 'VAL101',
  severity: 'warning',
  subject: 'heads',
  message: `the history has ${heads.length} heads: ${heads.join(', ')}`,
  answer: `millwright merge ${heads.join(' ')}`,
})

const outOfOrder = (id: string): Finding => ({
  code: 'VAL102',
  severity: 'warning',
  subject: id,
  message: 'it is pending, although a migration that builds on it is applied',
  answer: 'millwright up',
})

/** Plays the whole history on an empty scratch database. */
async function replayOf({ dialect, url, params }: Project, { graph }: State): Promise<Validation> {
  const ids = ordered(graph, new Set(graph.migrations.keys()))
  const { plan } = await makePlan({ dialect, near: url, graph, applied: new Map(), direction: 'up', ids, params })
  const open = plan.schema.after === undefined ? ', as far as code can be played without rows' : ''
  return { name: 'replay', checked: `${plural(ids.length, 'migration')} played from empty${open}`, findings: [] }
}

function ledgerOf({ applied, unfinished }: State): Validation {
  const unproved = applied.filter(({ proved }) => !proved)
  const findings = [
    ...unproved.map(({ id, run }) => notProved(id, run)),
    ...(unfinished === undefined ? [] : [halfWay(unfinished.id, unfinished.state)]),
  ]
  return { name: 'ledger', checked: plural(applied.length, 'applied migration'), findings }
}

const notProved = (id: string, run: string | undefined): Finding => ({
  code: 'VAL103',
  severity: 'error',
  subject: id,
  message: `it is applied, but was not proved${run === undefined ? '' : ` (run ${run})`}`,
  answer: 'millwright validate --accept "reason"',
})

const halfWay = (run: string, state: string): Finding => ({
  code: 'VAL104',
  severity: 'error',
  subject: `run ${run}`,
  message: `it is ${state}, half-way through its work`,
  answer: 'millwright resume',
})

async function databaseOf(project: Project, state: State, db: Connection): Promise<readonly Validation[]> {
  const parts = [
    guarded('schema', async () => [await schemaOf(project, state, db)]),
    guarded('references', async () => [await referencesOf(project, db)]),
    guarded('checks', async () => [await checksOf(project, state, db)]),
  ]
  return (await Promise.all(parts)).flat()
}

async function schemaOf(project: Project, state: State, db: Connection): Promise<Validation> {
  const drift = state.isManaged ? await findDrift(project, db, state) : []
  const findings = drift.map(
    (subject): Finding => ({
      code: 'VAL105',
      severity: 'error',
      subject,
      message: 'the database is not what its history says',
      answer: 'write the change as a migration and `millwright stamp` it, or undo it by hand',
    }),
  )
  return {
    name: 'schema',
    checked: state.isManaged ? 'every table, index, view and trigger' : 'nothing: there is no ledger',
    findings,
  }
}

async function referencesOf({ dialect }: Project, db: Connection): Promise<Validation> {
  const orphans = await dialect.snapshots.orphans(db)
  const findings = orphans.map(({ table, parent, rows }): Finding => {
    return {
      code: 'VAL106',
      severity: 'error',
      subject: table,
      message: `rows point at a row of ${parent} that does not exist`,
      rows,
    }
  })
  return { name: 'references', checked: 'every foreign key', findings }
}

/** The checks that the moves of the newest run declare, as far as they need no source and no value from before. */
async function checksOf(project: Project, state: State, db: Connection): Promise<Validation> {
  const newest = state.applied.findLast(({ kind }) => kind === 'move')?.run
  const moves = state.applied.filter(({ kind, run }) => kind === 'move' && run === newest)
  const findings: Finding[] = []
  let made = 0
  for (const { id } of moves) {
    const declared = await declarationOf(project, state, id)
    for (const { check } of declared?.checks ?? []) {
      const outcome = await outcomeOf(db, check)
      if (outcome === undefined) continue
      made++
      if (!outcome.ok) findings.push(broken(id, check, outcome))
    }
  }
  return { name: 'checks', checked: `${plural(made, 'check')} of ${plural(moves.length, 'move')} made again`, findings }
}

async function declarationOf({ params }: Project, { graph }: State, id: string): Promise<Declared | undefined> {
  const body = await graph.migrations.get(id)?.load()
  return body?.kind === 'move' ? declaredOf(body.declaration, params) : undefined
}

type Check = Declared['checks'][number]['check']

async function outcomeOf(db: Connection, check: Check): Promise<Outcome | undefined> {
  if (check.kind === 'zero') return evaluateZero(db, check.query)
  return check.kind === 'same' ? evaluateSame(db, check.left, check.right) : undefined
}

const broken = (id: string, { name, level }: Check, { compared, differences, samples }: Outcome): Finding => ({
  code: 'VAL107',
  severity: level,
  subject: `${id}: ${name}`,
  message: `the check does not hold any more: ${compared}`,
  rows: differences,
  samples,
})
