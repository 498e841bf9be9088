import { DummyDriver, Kysely, SqliteAdapter, SqliteIntrospector, SqliteQueryCompiler } from 'kysely'

type Head = {
  id: number
  no: number
  department: string
  name: string | null
  model: string
  serial: string
  manufacturer: string
  log_number: string
  installation_date: string | null
  warranty_end: string | null
  status: string
  created_at: string
  updated_at: string
}

type Visit = {
  equipment_id: number
  quarter: number
  due_date: string | null
  engineer: string | null
  status: string | null
  completed_on: string | null
}

/** The tables and views of which queries are composed. */
export type Tables = {
  ocm_equipment: Head & { service_date: string | null; engineer: string | null; next_maintenance: string | null }
  ppm_equipment: Head
  ppm_register: Head
  ppm_visit: Visit
}

/** Composes queries and runs none: what it compiles goes through the hospital's one connection. */
export const build: Kysely<Tables> = new Kysely({
  dialect: {
    createDriver: () => new DummyDriver(),
    createAdapter: () => new SqliteAdapter(),
    createQueryCompiler: () => new SqliteQueryCompiler(),
    createIntrospector: (db) => new SqliteIntrospector(db),
  },
})
