import { EntitySchema, MikroORM } from '@mikro-orm/core'
import { NodeSqliteDialect, SqliteDriver } from '@mikro-orm/sql'
import { DatabaseSync } from 'node:sqlite'
import { columns, readRows, serialAt } from './rows.ts'
import { ddl, type Order, peakMegabytes, type Sample, stopwatch } from './way.ts'

class Device {
  id!: number;
  [column: string]: unknown
}

const schema = new EntitySchema<Device>({
  class: Device,
  tableName: 'ocm_equipment',
  properties: {
    id: { type: 'integer', primary: true, autoincrement: true },
    ...Object.fromEntries(columns.map((name) => [name, { type: 'string', fieldName: name, nullable: true }])),
  },
})

/**
 * The loop as people write it over an object-relational mapper: find by serial, create, flush. Every record has an entity
 * manager of its own, which is the kind way: one for all would look at everything it ever loaded at each flush.
 */
export async function loadWithOrm({ db: path, rows }: Order): Promise<Sample> {
  makeTable(path)
  const driverOptions = new NodeSqliteDialect(path)
  const orm = await MikroORM.init({ driver: SqliteDriver, driverOptions, entities: [schema], dbName: path })
  await orm.em.getConnection().execute('pragma synchronous = full')
  const { first, total } = await readRows(rows)
  const time = stopwatch()
  for (const row of first) await storeOne(orm, row)
  const { wall, cpu } = time()
  await orm.close()
  const scale = total / first.length
  return { wall: wall * scale, cpu: cpu * scale, proved: Number.NaN, mb: peakMegabytes() }
}

function makeTable(path: string): void {
  const db = new DatabaseSync(path)
  db.exec(`pragma journal_mode = wal; ${ddl}`)
  db.close()
}

async function storeOne(orm: MikroORM, row: readonly (string | null)[]): Promise<void> {
  const em = orm.em.fork()
  if ((await em.findOne(Device, { serial: row[serialAt] })) !== null) return
  em.create(Device, Object.fromEntries(columns.map((name, at) => [name, row[at]])))
  await em.flush()
}
