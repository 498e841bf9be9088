import type { Found, Session } from '../database/database.ts'
import { type Doc, docs, type ListQuery, oneDoc, tooLate } from './ask.ts'
import { type Caller, scopeOf } from './caller.ts'
import { type Due, dueAt, type DueFacts } from './due.ts'
import { hoursOf } from './hours.ts'

const isMine = '($1::uuid is null or m.customer_organization_id = $1)'

const whole = `select r.*, m.name as machine_name, p.name as protocol_name from maintenance_reminders as r
  join machines as m on m.id = r.machine_id join maintenance_protocols as p on p.id = r.protocol_id`

/** Reminders that nobody answered, the most urgent first. */
export const pendingList = (scope: string | null): ListQuery => ({
  query: `${whole} where ${isMine} and r.status = 'pending'`,
  order: 'due_hours, due_date, id',
  values: [scope],
})

/** What should be done by now: overdue services, and days that are over. */
export const overdueList = (scope: string | null, asOf: Date): ListQuery => ({
  query: `${whole} join organizations as o on o.id = m.customer_organization_id
    where ${isMine} and r.status in ('pending', 'acknowledged') and (r.reminder_type = 'overdue'
      or r.due_date < ($2::timestamptz at time zone o.time_zone)::date)`,
  order: 'due_date, due_hours, id',
  values: [scope, asOf.toISOString()],
})

export type Answering = { readonly status: 'acknowledged' | 'dismissed'; readonly at: Date; readonly caller: Caller }

/** Who answers a reminder first has answered it. */
export async function answerReminder(session: Session, id: string, { status, at, caller }: Answering): Promise<Doc> {
  const scope = scopeOf(caller)
  await session.query('select from maintenance_reminders where id = $1 for update', [id])
  const wanted = { what: 'reminder', query: `${whole} where ${isMine} and r.id = $2`, values: [scope, id] }
  const { status: was } = await oneDoc(session, wanted)
  if (was !== 'pending' && !(was === 'acknowledged' && status === 'dismissed'))
    throw tooLate('reminder_answered', `This reminder is ${String(was)} already`)
  await session.run(
    `update maintenance_reminders set status = $2::reminderstatus,
      acknowledged_by_user_id = coalesce(acknowledged_by_user_id, $3), acknowledged_at = coalesce(acknowledged_at, $4)
    where id = $1`,
    [id, status, caller.id, at.toISOString()],
  )
  return oneDoc(session, wanted)
}

export type Generated = { readonly looked_at: number; readonly created: number; readonly replaced: number }

const atOnce = 5000

/** Looks at every active machine with every protocol of its model, and writes down what is due. Again, it finds nothing new. */
export async function generateReminders(session: Session, asOf: Date): Promise<Generated> {
  let [looked, created, replaced, last] = [0, 0, 0, '00000000-0000-0000-0000-000000000000']
  for (;;) {
    const rows = await pairsAfter(session, last)
    const dues = rows.flatMap((row) => {
      const due = dueAt(factsOf(row), asOf)
      return due === undefined ? [] : [{ machine: String(row['machine']), protocol: String(row['protocol']), due }]
    })
    looked += rows.filter(({ protocol }) => protocol !== null).length
    created += await insertAll(session, dues, asOf)
    replaced += await replaceAnnounced(session, dues)
    const end = rows.at(-1)?.['machine']
    if (typeof end !== 'string') return { looked_at: looked, created, replaced }
    last = end
  }
}

/** Machines are taken whole, so that the next page begins with another one. */
const pairsAfter = (session: Session, last: string): Promise<readonly Found[]> =>
  session.query(
    `with taken as (select m.* from machines as m where m.status = 'active' and m.id > $1 order by m.id limit ${atOnce / 10})
    select m.id as machine, p.id as protocol, p.protocol_type as kind, p.is_recurring, p.service_interval_hours as interval,
      ${hoursOf} as hours, o.time_zone as zone, o.weekly_maintenance_day as weekly_day, e.performed_date as last_completed,
      (select s.machine_hours_at_service from maintenance_executions as s where s.machine_id = m.id and s.protocol_id = p.id
        and s.status = 'completed' and s.machine_hours_at_service is not null
        order by s.performed_date desc, s.id desc limit 1) as last_hours
    from taken as m join organizations as o on o.id = m.customer_organization_id
      join maintenance_protocols as p on p.is_active and p.protocol_type <> 'custom'
        and (p.machine_model is null or p.machine_model = coalesce(m.machine_model, m.model_type))
      left join lateral (select performed_date from maintenance_executions as e where e.machine_id = m.id
        and e.protocol_id = p.id and e.status = 'completed' order by performed_date desc limit 1) as e on true
    union all select id, null, null, null, null, null, null, null, null, null from taken
    order by 1, 2 nulls last`,
    [last],
  )

function factsOf(row: Found): DueFacts {
  const number = (name: string): number | null => (row[name] === null ? null : Number(row[name]))
  const last = row['last_completed']
  return {
    kind: (row['kind'] ?? 'custom') as DueFacts['kind'],
    isRecurring: row['is_recurring'] === true,
    interval: number('interval'),
    hours: number('hours') ?? 0,
    lastCompleted: typeof last === 'string' ? new Date(withMinutes(last)) : null,
    lastHours: number('last_hours'),
    zone: typeof row['zone'] === 'string' ? row['zone'] : 'UTC',
    weeklyDay: number('weekly_day') ?? 5,
  }
}

/** The database writes an offset as +02; a date in JavaScript wants +02:00. */
const withMinutes = (time: string): string => time.replace(' ', 'T').replace(/([+-]\d\d)$/, '$1:00')

type Reminder = { readonly machine: string; readonly protocol: string; readonly due: Due }

/** What is open already stays as it is: a unique index knows it. What was dismissed for the same due is not brought up again. */
async function insertAll(session: Session, reminders: readonly Reminder[], asOf: Date): Promise<number> {
  if (reminders.length === 0) return 0
  return session.run(
    `insert into maintenance_reminders (machine_id, protocol_id, reminder_type, due_date, due_hours, created_at)
    select d.machine, d.protocol, d.type, d.date, d.hours, $2::timestamptz from jsonb_to_recordset($1::jsonb)
      as d (machine uuid, protocol uuid, type remindertype, date date, hours numeric)
    where not exists (select from maintenance_reminders as r where r.machine_id = d.machine and r.protocol_id = d.protocol
      and r.reminder_type = d.type and r.due_date is not distinct from d.date and r.due_hours is not distinct from d.hours
      and r.status in ('dismissed', 'completed'))
    on conflict do nothing`,
    [
      JSON.stringify(reminders.map(({ machine, protocol, due }) => ({ machine, protocol, ...due }))),
      asOf.toISOString(),
    ],
  )
}

/** An announcement goes when its service is overdue. */
async function replaceAnnounced(session: Session, reminders: readonly Reminder[]): Promise<number> {
  const overdue = reminders.filter(({ due }) => due.type === 'overdue')
  if (overdue.length === 0) return 0
  return session.run(
    `update maintenance_reminders as r set status = 'dismissed'
    from jsonb_to_recordset($1::jsonb) as d (machine uuid, protocol uuid)
    where r.machine_id = d.machine and r.protocol_id = d.protocol and r.reminder_type = 'hours_based'
      and r.status in ('pending', 'acknowledged')`,
    [JSON.stringify(overdue.map(({ machine, protocol }) => ({ machine, protocol })))],
  )
}

/** A machine whose hours nobody wrote down for a fortnight, on the first and the third days of half a month. */
export async function silentMachines(session: Session, scope: string | null, asOf: Date): Promise<readonly Doc[]> {
  return docs(
    session,
    `select m.id, m.name, m.serial_number from machines as m join organizations as o on o.id = m.customer_organization_id
    where ${isMine} and m.status = 'active'
      and extract(day from $2::timestamptz at time zone o.time_zone) in (1, 2, 3, 15, 16, 17)
      and not exists (select from machine_hours as h where h.machine_id = m.id
        and h.recorded_date > $2::timestamptz - interval '14 days') order by m.name, m.id`,
    [scope, asOf.toISOString()],
  )
}
