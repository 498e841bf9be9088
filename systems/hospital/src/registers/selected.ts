import { type Queries, sql } from 'millwright'
import type { Register } from '../domain/fields.ts'
import { Refusal } from 'millwright/http'
import { type Stored, storedOf, viewOf } from './device.ts'

/** The devices with these serials, in the order of the serials. @throws Refusal 404 with every serial that is of no device */
export async function findSelected(
  db: Queries,
  register: Register,
  serials: readonly string[],
): Promise<readonly Stored[]> {
  const wanted = [...new Set(serials)]
  const rows = await db.all(sql`select * from ${sql.id(viewOf[register])}
    where serial in (select value from json_each(${JSON.stringify(wanted)}))`)
  const bySerial = new Map(rows.map((row) => [String(row['serial']), storedOf(row)]))
  const missing = wanted.filter((serial) => !bySerial.has(serial))
  if (missing.length > 0) throw noneWith(missing)
  return wanted.flatMap((serial) => bySerial.get(serial) ?? [])
}

function noneWith(missing: readonly string[]): Refusal {
  const details = missing.map((serial) => ({
    field: 'serials',
    code: 'not_found',
    message: `There is no device with serial ${serial}`,
  }))
  return new Refusal(details.map(({ message }) => message).join('; '), { status: 404, code: 'not_found', details })
}
