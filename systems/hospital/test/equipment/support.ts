import { sql } from 'millwright'
import type { Register } from '../../src/domain/fields.ts'
import { ocmRecord, ppmRecord } from '../domain/records.ts'
import type { Answered, TestHospital } from '../http/support.ts'

type Body = Record<string, unknown>

/** A device's body, with what a test calls by one name in both registers. */
export function newDevice(register: Register, serial: string, changes: Body = {}): Body {
  const made = register === 'ocm' ? ocmRecord({ Serial: serial }) : ppmRecord({ SERIAL: serial })
  const { NO: _, ...body } = made
  return { ...body, ...changes }
}

export const serialKey = { ocm: 'Serial', ppm: 'SERIAL' } as const

export const pathOf = (register: Register, serial: string): `/${string}` =>
  `/api/equipment/${register}/${encodeURIComponent(serial)}`

export const codeOf = ({ status, body }: Answered): readonly [number, string] => [
  status,
  (body as { code: string }).code,
]

/** The refused fields with their codes. */
export const refusedIn = ({ body }: Answered): readonly (readonly [string, string])[] =>
  (body as { details: { field: string; code: string }[] }).details.map(({ field, code }) => [field, code])

export const bodyOf = ({ body }: Answered): Record<string, unknown> => body as Record<string, unknown>

/** Everything that the registers store, to see that nothing was changed. */
export const stateOf = ({ desk }: TestHospital): Promise<string> =>
  desk.db.read(async (db) => {
    const tables = ['ocm_equipment', 'ppm_equipment', 'ppm_visit', 'audit_log']
    const rows = []
    for (const table of tables) rows.push(await db.all(sql`select * from ${sql.id(table)} order by id`))
    return JSON.stringify(rows, (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value))
  })

export const events = ({ desk }: TestHospital): Promise<readonly Record<string, unknown>[]> =>
  desk.db.read(async (db) => {
    const rows = await db.all(sql`select event_type, performed_by, description, status, details from audit_log
      where imported = 0 order by id`)
    return rows.map((row) => ({ ...row, details: JSON.parse(String(row['details'])) as unknown }))
  })
