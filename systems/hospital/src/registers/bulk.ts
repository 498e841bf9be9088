import { sql } from 'millwright'
import { recordEvent } from '../audit/record.ts'
import { Refusal } from 'millwright/http'
import { cleanSerial } from '../domain/text.ts'
import type { Registry } from './store.ts'
import { tableOf } from './write.ts'

export type BulkDelete = {
  readonly serials: readonly string[]
  /** Delete those that are there, and name the others. Otherwise one that is missing keeps all of them. */
  readonly partial: boolean
}

export type BulkDeleted = { readonly deleted_count: number; readonly not_found: readonly string[] }

/** Deletes devices by their serials, all or none unless `partial`. @throws Refusal 400 `not_found` with every missing serial */
export async function deleteDevices(registry: Registry, { serials, partial }: BulkDelete): Promise<BulkDeleted> {
  const { db, register, act } = registry
  const wanted = [...new Set(serials.map(cleanSerial))]
  const table = sql.id(tableOf[register])
  const rows = await db.all(
    sql`select id, serial from ${table} where serial in (select value from json_each(${JSON.stringify(wanted)})) order by no`,
  )
  const found = rows.map(({ serial }) => String(serial))
  const missing = wanted.filter((serial) => !found.includes(serial))
  if (missing.length > 0 && !partial) throw noneDeleted(missing)
  if (found.length === 0) return { deleted_count: 0, not_found: missing }
  await db.run(
    sql`delete from ${table} where id in (select value from json_each(${JSON.stringify(rows.map(({ id }) => Number(id)))}))`,
  )
  await recordEvent(db, act, {
    type: 'Bulk Delete',
    description: `${found.length} ${register.toUpperCase()} devices were deleted`,
    details: { register, serials: found, not_found: missing },
  })
  return { deleted_count: found.length, not_found: missing }
}

function noneDeleted(missing: readonly string[]): Refusal {
  const details = missing.map((serial) => ({
    field: 'serials',
    code: 'not_found',
    message: `There is no device with serial ${serial}`,
  }))
  const message = `${missing.length} of the serials are of no device; nothing was deleted`
  return new Refusal(message, { status: 400, code: 'not_found', details })
}
