import { type Connection, type Project, type Queries, type Row, sql, type Value } from 'millwright'

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

/** Children first, so that rows can be taken out in this order. */
const tables = [
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
] as const

/** Compares every table with what it was right after the move. */
export async function deltaSince(project: Project, now: Connection, then: Connection): Promise<readonly TableDelta[]> {
  const schema = await project.dialect.inspect(now)
  const deltas: TableDelta[] = []
  for (const table of tables) {
    const key = schema.tables.find(({ name }) => name === table)?.primaryKey ?? []
    const [before, after] = [await rowsOf(then, table, key), await rowsOf(now, table, key)]
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

/** Takes out the rows that were created since: the undo of the move knows nothing of them. All or none. */
export async function takeOutCreated(db: Connection, deltas: readonly TableDelta[]): Promise<void> {
  await db.transaction(async (tx) => {
    const guards = await tx.all(
      sql`select name, sql from sqlite_schema where type = 'trigger' and tbl_name = 'audit_log'`,
    )
    for (const { name } of guards) await tx.run(sql`drop trigger ${sql.id(name as string)}`)
    for (const delta of deltas) await deleteRows(tx, delta)
    for (const { sql: text } of guards) await tx.run(sql.raw(text as string))
  })
}

async function deleteRows(tx: Queries, { table, key, created }: TableDelta): Promise<void> {
  for (const row of created.values()) {
    const same = key.map((column) => sql`${sql.id(column)} = ${row[column] as Value}`)
    await tx.run(sql`delete from ${sql.id(table)} where ${sql.join(same, ' and ')}`)
  }
}
