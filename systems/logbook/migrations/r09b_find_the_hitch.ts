import { defineMove, sql } from 'millwright'

/** The tables that get a hitch, and the column that says when their row was made. */
const linked = [
  ['weekly_soundings', 'recorded_at'],
  ['orb_entries', 'entry_date'],
  ['daily_fuel_tickets', 'ticket_date'],
  ['status_events', 'event_date'],
] as const

/** The newest start of a hitch that is not after the row; of two at one moment the later record. */
const hitchAt = (column: string) => sql`(select h.id from hitch_records h
  where coalesce(h.is_start, 1) = 1 and julianday(h.date) <= julianday(${sql.id(column)})
  order by julianday(h.date) desc, h.id desc limit 1)`

export default defineMove({}, (m) => {
  for (const [table, column] of linked) {
    const link = m.fill(`${table} to their hitch`, { table, set: { hitch_id: hitchAt(column) } })
    m.check(
      link,
      m.zero(
        `${table}: none without a hitch although one had begun`,
        sql`select id from ${sql.id(table)} where hitch_id is null and ${hitchAt(column)} is not null`,
      ),
      m.zero(
        `${table}: none from before the first hitch`,
        sql`select id, ${sql.id(column)} as at from ${sql.id(table)} where hitch_id is null`,
        { level: 'info' },
      ),
    )
  }
})
