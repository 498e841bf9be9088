import { type Connection, openDatabase, type Project, type Queries, sql, up } from 'millwright'
import { type Row, type TableName, tableNames, type Voyage } from './rows.ts'

/** Columns of a generated row that its table gets only with a later revision. */
const later: readonly string[] = ['vessel', 'charter', 'is_start', 'crew', 'rollover']

/** What is written when a revision stands: rows into its new tables, values into its new columns. */
type Stage = { readonly after: string; readonly write: (db: Queries, voyage: Voyage) => Promise<void> }

const into =
  (...tables: readonly TableName[]): Stage['write'] =>
  async (db, voyage) => {
    for (const table of tables) await insert(db, table, voyage[table])
  }

const atOnce = 1000

async function insert(db: Queries, table: TableName, rows: readonly Row[]): Promise<void> {
  const columns = Object.keys(rows[0] ?? {}).filter((name) => !later.includes(name))
  const values = rows.map((row) => columns.map((name) => row[name] ?? null))
  for (let from = 0; from < values.length; from += atOnce) {
    const refused = await db.insert({ table, columns, key: ['id'] }, values.slice(from, from + atOnce))
    if (refused.length > 0) throw new Error(`${table} does not take ${refused.length} of its rows`)
  }
}

const hitchFields =
  (...names: readonly string[]): Stage['write'] =>
  async (db, { hitch_records: hitches }) => {
    for (const row of hitches) {
      const values = names.map((name) => sql`${sql.id(name)} = ${row[name] ?? null}`)
      await db.run(sql`update hitch_records set ${sql.join(values)} where id = ${row.id}`)
    }
  }

/** In the order of the history. */
export const stages: readonly Stage[] = [
  { after: 'r01', write: into('weekly_soundings', 'orb_entries', 'service_tank_config', 'daily_fuel_tickets') },
  { after: 'r02', write: into('status_events', 'equipment_status', 'oil_levels') },
  { after: 'r03', write: into('hitch_records') },
  {
    after: 'r04c',
    write: async (db, voyage) => {
      await hitchFields('vessel', 'charter', 'is_start')(db, voyage)
      await into('fuel_tank_soundings')(db, voyage)
    },
  },
  { after: 'r05', write: into('users') },
  { after: 'r07', write: into('chat_sessions') },
  {
    after: 'r08',
    write: async (db) => {
      await db.run(
        sql`update daily_fuel_tickets set ticket_number = 'T-' || id, lube_15p_gallons = 210.5 where id % 3 = 0`,
      )
    },
  },
  { after: 'r09b', write: hitchFields('crew') },
  {
    after: 'r10a',
    write: async (db, { daily_fuel_tickets: tickets }) => {
      for (const { id } of tickets.filter(({ rollover }) => rollover === 1))
        await db.run(sql`update daily_fuel_tickets set rollover = 1 where id = ${id}`)
    },
  },
  {
    after: 'r11',
    write: async (db) => {
      await db.run(sql`update weekly_soundings set new_field = 'Read twice; calm sea' where id % 2 = 0`)
    },
  },
]

/**
 * Makes a database at a revision of the history, its rows written revision by revision as the program of that day would
 * have written them. The migrations themselves bring them on.
 *
 * @throws what the engine throws when a migration refuses the rows
 */
export async function writeVoyage(project: Project, voyage: Voyage, target: string): Promise<void> {
  for (const stage of stages.filter(({ after }) => after <= target)) {
    await upTo(project, stage.after)
    await writeStage(project, voyage, stage)
  }
  await upTo(project, target)
}

/** One stage's rows, in one transaction. */
export async function writeStage(project: Project, voyage: Voyage, { write }: Stage): Promise<void> {
  const db: Connection = await openDatabase(project)
  try {
    // The program of before never looked for a row's parent, and one defect is a row without.
    await db.run(sql`pragma foreign_keys = off`)
    await db.transaction((tx) => write(tx, voyage))
  } finally {
    await db.close()
  }
}

async function upTo(project: Project, target: string): Promise<void> {
  const end = await up(project, { target, yes: true, backup: false })
  if (end.exit !== 0) throw new Error(`the history stopped before ${target}: ${'why' in end ? end.why : 'not proved'}`)
}

export const rowsOf = (voyage: Voyage): Readonly<Record<string, number>> =>
  Object.fromEntries(tableNames.map((name) => [name, voyage[name].length]))
