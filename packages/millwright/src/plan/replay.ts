import type { Dialect } from '../dialects/dialect.ts'
import type { Body, Migration, Work } from '../history/migration.ts'
import type { Connection, Queries } from '../kernel/connection.ts'
import { wordsBeneath } from '../kernel/problem.ts'
import { render, type Sql } from '../kernel/sql.ts'
import type { Schema } from '../schema/schema.ts'
import type { Declared } from '../steps/declared.ts'
import { statementsOf } from '../steps/tidy.ts'
import { type PlannedStatement, queryOf } from './plan.ts'
import { cannotReplay } from './problems.ts'

/** A scratch database on which the history is played to learn what schema it gives. */
export type Replay = {
  /** Plays one migration upwards. @throws PLAN101 with the line that failed */
  play(migration: Migration, body: Body, declared?: Declared): Promise<void>
  schema(): Promise<Schema>
  /** The scratch database itself, to look at. */
  readonly db: Queries
  /** False once code or data decided something that an empty database cannot show, or a migration said so. */
  isCertain(): boolean
  close(): Promise<void>
}

export async function openReplay(dialect: Dialect, near?: string): Promise<Replay> {
  const db = await dialect.scratch(near)
  let certain = true
  return {
    async play(migration, body, declared) {
      if (body.kind === 'move') return playTidy(dialect, db, { migration, declared })
      if (body.kind === 'sql') {
        if (body.asFound === true) certain = false
        return playStatements(dialect, db, { migration, statements: body.up, foreignKeys: body.foreignKeys })
      }
      if (!(await playCode(dialect, db, { migration, work: body.up, foreignKeys: body.foreignKeys }))) certain = false
    },
    schema: () => dialect.inspect(db),
    db,
    isCertain: () => certain,
    close: () => db.close(),
  }
}

type Playing = {
  readonly migration: Migration
  readonly statements: readonly PlannedStatement[]
  readonly foreignKeys: 'on' | 'off'
}

async function playStatements(
  dialect: Dialect,
  db: Connection,
  { migration, statements, foreignKeys }: Playing,
): Promise<void> {
  const alone = statements.filter(({ text }) => dialect.needsNoTransaction(text))
  if (alone.length > 0) return playAlone(db, { migration, statements })
  await db.transaction(async (tx) => playAll(tx, migration, statements), { foreignKeys })
}

const playAlone = (
  db: Connection,
  { migration, statements }: Pick<Playing, 'migration' | 'statements'>,
): Promise<void> => playAll(db, migration, statements)

async function playAll(db: Queries, migration: Migration, statements: readonly PlannedStatement[]): Promise<void> {
  for (const statement of statements) {
    try {
      await db.run(queryOf(statement))
    } catch (error) {
      throw cannotReplay(`${migration.id} ${migration.name}`, statement.line, wordsBeneath(error))
    }
  }
}

async function playTidy(
  dialect: Dialect,
  db: Connection,
  { migration, declared }: { migration: Migration; declared: Declared | undefined },
): Promise<void> {
  for (const step of declared?.steps ?? []) {
    if (step.kind !== 'tidy') continue
    const statements = statementsOf(step.spec.run).map((statement) => plannedStatement(dialect, statement, 1))
    await playStatements(dialect, db, { migration, statements, foreignKeys: 'on' })
  }
}

async function playCode(
  dialect: Dialect,
  db: Connection,
  { migration, work, foreignKeys }: { migration: Migration; work: Work; foreignKeys: 'on' | 'off' },
): Promise<boolean> {
  if (work.kind !== 'function') {
    await playStatements(dialect, db, { migration, statements: plannedOf(dialect, work), foreignKeys })
    return true
  }
  try {
    await db.transaction((tx) => work.run(tx), { foreignKeys })
    return true
  } catch {
    return false // the function needs rows that an empty database does not have
  }
}

/** The statements of a direction, as they will be sent; none for a function. */
export function plannedOf(dialect: Dialect, work: Work | undefined): readonly PlannedStatement[] {
  if (work === undefined || work.kind === 'function') return []
  if (work.kind === 'script') return work.statements
  return work.statements.map((statement, at) => plannedStatement(dialect, statement, at + 1))
}

// The character U+0000 stands in no statement, so it can mark where the values go.
function plannedStatement({ syntax }: Dialect, statement: Sql, line: number): PlannedStatement {
  const { text, values } = render(statement, syntax)
  if (values.length === 0) return { text, line }
  const marked = render(statement, { ...syntax, placeholder: () => '\u0000' }).text
  return { text, line, bound: { pieces: marked.split('\u0000'), values } }
}
