import type { Session } from '../database/database.ts'
import type { Caller } from './caller.ts'

/** How long a machine has run: by its last record, else by what the machine itself says, else not at all. */
export const hoursOf = `coalesce((select h.hours_value from machine_hours as h where h.machine_id = m.id
  order by h.recorded_date desc, h.created_at desc, h.id desc limit 1), m.current_hours, 0)`

export type HoursNote = {
  readonly machine: string
  readonly hours: number | null | undefined
  readonly act: { readonly caller: Caller; readonly at: Date }
}

/** Writes hours down when they are more than is known. */
export async function noteHours(session: Session, { machine, hours, act }: HoursNote): Promise<void> {
  if (hours === undefined || hours === null) return
  await session.run(
    `insert into machine_hours (machine_id, recorded_by_user_id, hours_value, recorded_date, created_at)
    select m.id, $2, $3::numeric, $4, $4 from machines as m where m.id = $1 and $3::numeric > ${hoursOf}`,
    [machine, act.caller.id, hours, act.at.toISOString()],
  )
}

/** The next service of a recurring protocol: its hours, and the interval on top. */
export async function nextDue(session: Session, execution: string): Promise<void> {
  await session.run(
    `update maintenance_executions as e set next_service_due_hours = e.machine_hours_at_service + p.service_interval_hours
    from maintenance_protocols as p
    where e.id = $1 and p.id = e.protocol_id and p.protocol_type = 'scheduled' and p.is_recurring
      and e.machine_hours_at_service is not null and e.next_service_due_hours is null`,
    [execution],
  )
}
