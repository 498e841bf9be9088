import { sql as raw } from 'kysely'
import type { Queries } from 'millwright'
import { asSql } from 'millwright/kysely'
import { build } from '../database/build.ts'
import type { Register } from '../domain/fields.ts'
import { hasStatus } from './status-sql.ts'
import { tableOf } from './write.ts'

/** How many devices a department has in a register, and how many of them are overdue. */
export type DepartmentCounts = { readonly total: number; readonly overdue: number }

/** A department as devices name it, whether or not the master list knows it. */
export type Department = { readonly department: string } & Readonly<Record<Register, DepartmentCounts>>

const none: DepartmentCounts = { total: 0, overdue: 0 }

/** Every department that has a device, by name. Give it queries that see one state. */
export async function departmentsOf(db: Queries, asOf: string): Promise<readonly Department[]> {
  const [ocm, ppm] = [await countsIn(db, 'ocm', asOf), await countsIn(db, 'ppm', asOf)]
  const names = [...new Set([...ocm.keys(), ...ppm.keys()])].sort((a, b) => (a < b ? -1 : 1))
  return names.map((department) => ({
    department,
    ocm: ocm.get(department) ?? none,
    ppm: ppm.get(department) ?? none,
  }))
}

async function countsIn(db: Queries, register: Register, asOf: string): Promise<ReadonlyMap<string, DepartmentCounts>> {
  const query = build
    .selectFrom(`${tableOf[register] as 'ppm_equipment'} as d`)
    .select('d.department')
    .select(({ fn }) => fn.countAll().as('total'))
    .select(raw<number>`count(*) filter (where ${hasStatus(register, 'Overdue', { of: 'd', asOf })})`.as('overdue'))
    .groupBy('d.department')
  const rows = await db.all(asSql(query.compile()))
  return new Map(
    rows.map((row) => [String(row['department']), { total: Number(row['total']), overdue: Number(row['overdue']) }]),
  )
}
