import { type Connection, type Project, type Queries, type Row, sql, type Value } from 'millwright'
import { completionsOf } from '../domain/completions.ts'

/** What was done to a table since the move, by primary key. */
export type TableDelta = {
  readonly table: string
  readonly key: readonly string[]
  readonly created: ReadonlyMap<string, Row>
  readonly changed: ReadonlyMap<string, Row>
  /** The changed rows as the move had written them. */
  readonly before: ReadonlyMap<string, Row>
  readonly deleted: ReadonlyMap<string, Row>
}

/** What the move filled. Children first, so that rows can be taken out in this order. */
const movedTables: readonly string[] = [
  'training_assignments',
  'training_records',
  'department_machines',
  'departments',
  'users',
  'role_permissions',
  'permissions',
  'roles',
  'settings',
  'push_subscriptions',
  'audit_log',
  'ocm_equipment',
  'ppm_equipment',
]

/** Says nothing that somebody would miss: who is signed in, who failed to, and the quarters, which the wide rows have. */
const passing: readonly string[] = ['sessions', 'sign_in_failures', 'ppm_visit']

/** Compares every table with what it was right after the move; both databases stand at the same migration. */
export async function deltaSince(project: Project, now: Connection, then: Connection): Promise<readonly TableDelta[]> {
  const { tables, views } = await project.dialect.inspect(now)
  const later = tables
    .map(({ name }) => name)
    .filter((name) => !movedTables.includes(name) && !passing.includes(name) && !name.startsWith('millwright_'))
  const isTall = views.some(({ name }) => name === 'ppm_register')
  const deltas: TableDelta[] = []
  for (const table of [...later, ...movedTables]) {
    const key = tables.find(({ name }) => name === table)?.primaryKey ?? []
    const from = table === 'ppm_equipment' && isTall ? 'ppm_register' : table
    const [before, after] = [await rowsOf(then, from, key), await rowsOf(now, from, key)]
    deltas.push({
      table,
      key,
      created: onlyIn(after, (name) => !before.has(name)),
      changed: onlyIn(after, (name, row) => differs(before.get(name), row)),
      before: onlyIn(before, (name, row) => differs(row, after.get(name) ?? row)),
      deleted: onlyIn(before, (name) => !after.has(name)),
    })
  }
  return deltas
}

async function rowsOf(db: Connection, table: string, key: readonly string[]): Promise<ReadonlyMap<string, Row>> {
  const rows = await db.all(sql`select * from ${sql.id(table)} order by ${sql.ids(key)}`)
  return new Map(rows.map((row) => [nameOf(row, key), row]))
}

const nameOf = (row: Row, key: readonly string[]): string => key.map((column) => String(row[column])).join(', ')

const onlyIn = (rows: ReadonlyMap<string, Row>, test: (name: string, row: Row) => boolean): ReadonlyMap<string, Row> =>
  new Map([...rows].filter(([name, row]) => test(name, row)))

/** Statuses follow the calendar and the moment of a change says nothing by itself. */
const isComputed = (column: string): boolean => column === 'updated_at' || column.endsWith('status')

function differs(before: Row | undefined, after: Row): boolean {
  if (before === undefined) return false
  return Object.keys(after).some((column) => !isComputed(column) && before[column] !== after[column])
}

export const sizeOf = ({ created, changed, deleted }: TableDelta): number => created.size + changed.size + deleted.size

export const deltaWords = (delta: TableDelta): string => {
  const parts = [
    ['created', delta.created],
    ['changed', delta.changed],
    ['deleted', delta.deleted],
  ] as const
  return `${delta.table}: ${parts
    .filter(([, rows]) => rows.size > 0)
    .map(([word, rows]) => `${rows.size} ${word}`)
    .join(', ')}`
}

/** How many days of completion the rows that came or changed have; the JSON files have no place for them. */
export const completionsIn = ({ created, changed }: TableDelta): number =>
  [...created.values(), ...changed.values()].flatMap((row) => daysOf(row)).length

const daysOf = (row: Row): readonly string[] => Object.values(completionsOf(row)).filter((day) => day !== null)

/** Them, where a row has one. */
export const writtenCompletions = (row: Row): object => (daysOf(row).length === 0 ? {} : completionsOf(row))

/** Takes out the rows that were created since: the undo of the move knows nothing of them. All or none. */
export async function takeOutCreated(db: Connection, deltas: readonly TableDelta[]): Promise<void> {
  await db.transaction(async (tx) => {
    const guards = await tx.all(
      sql`select name, sql from sqlite_schema where type = 'trigger' and tbl_name = 'audit_log'`,
    )
    for (const { name } of guards) await tx.run(sql`drop trigger ${sql.id(name as string)}`)
    for (const delta of deltas) if (movedTables.includes(delta.table)) await deleteRows(tx, delta)
    for (const { sql: text } of guards) await tx.run(sql.raw(text as string))
  })
}

async function deleteRows(tx: Queries, { table, key, created }: TableDelta): Promise<void> {
  for (const row of created.values()) {
    const same = key.map((column) => sql`${sql.id(column)} = ${row[column] as Value}`)
    await tx.run(sql`delete from ${sql.id(table)} where ${sql.join(same, ' and ')}`)
  }
}
