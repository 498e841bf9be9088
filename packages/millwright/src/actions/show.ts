import { findMigration } from '../history/target.ts'
import type { Migration, MigrationKind, Work } from '../history/migration.ts'
import type { Connection } from '../kernel/connection.ts'
import { isProblem } from '../kernel/problem.ts'
import { type AppliedMigration, readAppliedOne } from '../ledger/ledger.ts'
import { declaredOf } from '../plan/make-plan.ts'
import type { PlannedStatement } from '../plan/plan.ts'
import { plannedOf } from '../plan/replay.ts'
import { describeStep, type StepPlan } from '../steps/describe.ts'
import { notApplied } from './problems.ts'
import type { Project } from './project.ts'
import type { State } from './state.ts'
import { withState } from './with-state.ts'

export type ShowFlags = { readonly word: string; readonly applied?: boolean; readonly sql?: boolean }

/** What a migration sends to the database; null where only its run can tell, or where it has no way back. */
export type ShownSql = {
  readonly up: readonly PlannedStatement[] | null
  readonly down: readonly PlannedStatement[] | null
  readonly steps: readonly StepPlan[]
}

export type Shown = {
  readonly id: string
  readonly name: string
  readonly kind: MigrationKind
  readonly parents: readonly string[]
  readonly checksum: string
  readonly from: 'file' | 'ledger'
  readonly text: string
  readonly sql?: ShownSql
}

/** One migration: its file, the text that was applied, or its statements. @throws HIST124, HIST125, HIST144 */
export const show = (project: Project, { word, applied, sql }: ShowFlags): Promise<Shown> =>
  withState(project, async (state, db) => {
    if (applied === true) {
      const found = db === undefined ? undefined : await appliedNamed(db, state, word)
      if (found === undefined) throw notApplied(word)
      return fromLedger(found)
    }
    const migration = findMigration(state.graph, word)
    return { ...fromFile(migration), ...(sql === true ? { sql: await sqlOf(project, migration) } : {}) }
  })

/** One that a squash took the place of is only known by its id. */
const appliedNamed = async (db: Connection, state: State, word: string): Promise<AppliedMigration | undefined> =>
  (state.isManaged ? await readAppliedOne(db, word) : undefined) ?? readAppliedOne(db, idOf(state, word))

/** The id that a word names, also where the file is gone and only the ledger knows it. */
function idOf({ graph, applied }: State, word: string): string {
  try {
    return findMigration(graph, word).id
  } catch (error) {
    const named = applied.filter(({ id, name }) => word === id || word === name || word === `${id}_${name}`)
    if (isProblem(error) && named.length === 1 && named[0] !== undefined) return named[0].id
    throw error
  }
}

const fromLedger = ({ id, name, kind, parents, checksum, content }: AppliedMigration): Shown => {
  return { id, name, kind, parents, checksum, from: 'ledger', text: content }
}

const fromFile = (migration: Migration): Shown => {
  const { id, name, kind, parents, checksum } = migration
  return { id, name, kind, parents, checksum, from: 'file', text: migration.content() }
}

async function sqlOf({ dialect, params }: Project, migration: Migration): Promise<ShownSql> {
  const body = await migration.load()
  if (body.kind === 'sql') return { up: body.up, down: body.down ?? null, steps: [] }
  const statements = (work: Work | undefined) =>
    work === undefined || work.kind === 'function' ? null : plannedOf(dialect, work)
  if (body.kind === 'code') return { up: statements(body.up), down: statements(body.down), steps: [] }
  const { steps } = declaredOf(body.declaration, params)
  return { up: null, down: null, steps: steps.map((step) => describeStep(dialect, step)) }
}
