import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** One migration as every migrator gets it: a name, and one statement for each direction. */
export type OneStatement = { readonly name: string; readonly up: string; readonly down: string }

/** Writes migrations of one statement each: tables, columns added to them, and indexes, as they follow in real life. */
export function writeMigrations(folder: string, count: number): void {
  mkdirSync(folder, { recursive: true })
  for (let at = 0; at < count; at++) {
    const { up, down } = statementsOf(at)
    const name = `${String(at + 1).padStart(4, '0')}_change.sql`
    writeFileSync(join(folder, name), `-- migrate:up\n${up};\n\n-- migrate:down\n${down};\n`)
  }
}

/** Two tables, two columns and one index in every five migrations. */
function statementsOf(at: number): Omit<OneStatement, 'name'> {
  const group = Math.floor(at / 5)
  const kind = at % 5
  if (kind < 2) return createTable(`part_${group}_${kind}`)
  if (kind < 4) return addColumn(`part_${group}_${kind - 2}`)
  const index = `ix_part_${group}`
  return { up: `create index ${index} on part_${group}_0 (supplier, name)`, down: `drop index ${index}` }
}

const createTable = (table: string): Omit<OneStatement, 'name'> => ({
  up: `create table ${table} (id integer primary key, name text not null unique, supplier text, price_cents integer not null default 0 check (price_cents >= 0))`,
  down: `drop table ${table}`,
})

const addColumn = (table: string): Omit<OneStatement, 'name'> => ({
  up: `alter table ${table} add column shelf text not null default ''`,
  down: `alter table ${table} drop column shelf`,
})

/** Reads the same files for a migrator that has no such format of its own. */
export const readMigrations = (folder: string): readonly OneStatement[] =>
  readdirSync(folder)
    .sort()
    .map((file) => {
      const [, up = '', down = ''] = readFileSync(join(folder, file), 'utf8').split(/-- migrate:(?:up|down)\n/)
      return { name: file.replace('.sql', ''), up: up.trim(), down: down.trim() }
    })
