import { defineMove, type MoveBuilder, type Params, sql } from 'millwright'
import { instantOf, zoneIn } from '../src/domain/instants.ts'

/** Both tables whose rows say `recorded_at` by the ship's clock and `created_at` in UTC. */
const tables = ['weekly_soundings', 'oil_levels'] as const

/** The parameters `vessel` and `zone` say whose book it is and by which clock it was kept. */
export default defineMove({}, (m, params) => {
  m.fill('the ship', {
    table: 'ship',
    set: { vessel: sql`${params['vessel'] ?? ''}`, zone: sql`${zoneIn(params['zone'])}` },
  })
  for (const table of tables) toUtc(m, table, params)
})

function toUtc(m: MoveBuilder, table: string, params: Params): void {
  const zone = zoneIn(params['zone'])
  const step = m.fill(`${table} in UTC`, {
    table,
    set: {
      recorded_at_utc: (row) => instantOf({ table, id: row['id'], text: row['recorded_at'], zone }).utc,
      recorded_tz: (row) => instantOf({ table, id: row['id'], text: row['recorded_at'], zone }).offset,
    },
  })
  m.check(
    step,
    m.zero(
      `${table}: every moment is in UTC`,
      sql`select id from ${sql.id(table)} where recorded_at_utc is null or recorded_tz is null`,
    ),
    m.zero(
      `${table}: by its offset every moment is the clock's again, to the second`,
      sql`select id, recorded_at, recorded_at_utc, recorded_tz from ${sql.id(table)}
        where strftime('%Y-%m-%d %H:%M:%S', substr(recorded_at_utc, 1, 19), recorded_tz)
          <> replace(substr(recorded_at, 1, 19), 'T', ' ') and length(recorded_at) >= 19`,
    ),
  )
}
