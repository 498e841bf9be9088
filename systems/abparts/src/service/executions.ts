import { Refusal } from 'millwright/http'
import type { Session } from '../database/database.ts'
import { demandRow, type Doc, docs, insertion, type ListQuery, noSuch, oneDoc, tooLate } from './ask.ts'
import { type Caller, careOf } from './caller.ts'
import { completeItem, type Completion } from './completions.ts'
import { noteHours, nextDue } from './hours.ts'
import { findMachine } from './protocols.ts'

const whole = `select e.*, m.name as machine_name, p.name as protocol_name, u.username as performed_by,
    coalesce((select json_agg(c order by c.created_at, c.id) from maintenance_checklist_completions as c
      where c.execution_id = e.id), '[]') as checklist_completions
  from maintenance_executions as e join machines as m on m.id = e.machine_id
    join users as u on u.id = e.performed_by_user_id left join maintenance_protocols as p on p.id = e.protocol_id`

const isMine = '($1::uuid is null or m.customer_organization_id = $1)'

export type ExecutionFilter = { readonly scope: string | null; readonly isOpen?: boolean | undefined }

/**
 * Executions, the newest first. A page is found by ids alone and filled afterwards: what is skipped is not put together. The
 * machines of an organisation are looked up in a table in memory (`is true` keeps them there, where a join would look into
 * the index once for every execution of others), and not many are counted: the answer takes as long over a hundred thousand.
 */
export const executionList = ({ scope, isOpen }: ExecutionFilter): ListQuery => ({
  query: `select e.id, e.created_at from maintenance_executions as e where ($1::uuid is null
    or (e.machine_id in (select id from machines where customer_organization_id = $1)) is true)
    ${isOpen === undefined ? '' : `and ${isOpen ? '' : 'not '}(${openNow})`}`,
  order: 'created_at desc, id desc',
  values: [scope],
  shown: (rows) => `${whole} where e.id in (select id from (${rows}) as wanted)`,
  countedTo: 100,
})

const openNow = `e.status in ('scheduled', 'in_progress')`

/** Executions of a machine, those under way first. */
export const executionsOf = (machine: string, scope: string | null): ListQuery => ({
  query: `${whole} where ${isMine} and e.machine_id = $2`,
  order: 'performed_date desc nulls first, id desc',
  values: [scope, machine],
})

export const executionById = `${whole} where ${isMine} and e.id = $2`

export const findExecution = (session: Session, id: string, scope: string | null): Promise<Doc> =>
  oneDoc(session, { what: 'execution', query: executionById, values: [scope, id] })

export type Start = {
  readonly machine_id: string
  readonly protocol_id?: string | null | undefined
  readonly performed_date?: string | null | undefined
  readonly machine_hours_at_service?: number | null | undefined
  readonly next_service_due_hours?: number | null | undefined
  readonly status: 'scheduled' | 'in_progress' | 'completed' | 'partial' | 'skipped'
  readonly notes?: string | null | undefined
  readonly checklist_completions: readonly (Completion & { readonly checklist_item_id: string })[]
}

/** Who does it, when, and the client's own key of the request. */
export type Act = { readonly caller: Caller; readonly at: Date; readonly key?: string | undefined }

/** Begins an execution, or writes down one that is done. The same key of the same person is the same execution. */
export async function startExecution(session: Session, start: Start, act: Act): Promise<Doc> {
  const scope = careOf(act.caller)
  const known = await findByKey(session, act)
  if (known !== undefined) return findExecution(session, known, scope)
  await findMachine(session, start.machine_id, scope)
  await demandRow(session, 'maintenance_protocols', { id: start.protocol_id, refusal: () => noSuch('protocol') })
  const id = await insertExecution(session, start, act)
  if (id === undefined) return findExecution(session, String(await findByKey(session, act)), scope)
  for (const { checklist_item_id: item, ...completion } of start.checklist_completions)
    await completeItem(session, { execution: id, item }, { completion, act })
  await noteHours(session, { machine: start.machine_id, hours: start.machine_hours_at_service, act })
  await session.run('update maintenance_executions set status = $2 where id = $1', [id, start.status])
  if (start.status === 'completed') await close(session, id)
  return findExecution(session, id, scope)
}

/** Undefined when somebody else was quicker with the same key. */
async function insertExecution(session: Session, start: Start, act: Act): Promise<string | undefined> {
  const isOpen = start.status === 'scheduled' || start.status === 'in_progress'
  const { text, values } = insertion('maintenance_executions', {
    machine_id: start.machine_id,
    protocol_id: start.protocol_id,
    performed_by_user_id: act.caller.id,
    performed_date: isOpen ? null : (start.performed_date ?? act.at.toISOString()),
    machine_hours_at_service: start.machine_hours_at_service,
    next_service_due_hours: start.next_service_due_hours,
    notes: start.notes,
    client_key: keyOf(act),
    created_at: act.at.toISOString(),
  })
  const [row] = await session.query(`${text} on conflict (client_key) do nothing returning id`, values)
  return row === undefined ? undefined : String(row['id'])
}

const keyOf = ({ caller, key }: Act): string | undefined => (key === undefined ? undefined : `${caller.id} ${key}`)

async function findByKey(session: Session, act: Act): Promise<string | undefined> {
  const key = keyOf(act)
  if (key === undefined) return undefined
  const [row] = await session.query('select id from maintenance_executions where client_key = $1', [key])
  return row === undefined ? undefined : String(row['id'])
}

/** The execution, kept from everybody else until the transaction ends. @throws Refusal for one that is over */
export async function openExecution(session: Session, id: string, scope: string | null): Promise<Doc> {
  await session.query('select from maintenance_executions where id = $1 for update', [id])
  const found = await findExecution(session, id, scope)
  if (found['status'] !== 'in_progress' && found['status'] !== 'scheduled')
    throw tooLate('execution_closed', `This execution is ${String(found['status'])}: it is not changed any more`)
  return found
}

export type Ending = {
  readonly machine_hours_at_service?: number | null | undefined
  readonly accept_incomplete_critical: boolean
}

/** Ends an execution: its hours, its next service and its reminders follow. */
export async function endExecution(session: Session, id: string, { ending, act }: Ended): Promise<Doc> {
  const scope = careOf(act.caller)
  const { machine_id: machine } = await openExecution(session, id, scope)
  if (!ending.accept_incomplete_critical) await demandCritical(session, id)
  const { machine_hours_at_service: hours } = ending
  await session.run(
    `update maintenance_executions set status = 'completed', updated_at = $2, performed_date = coalesce(performed_date, $2),
      machine_hours_at_service = coalesce($3, machine_hours_at_service) where id = $1`,
    [id, act.at.toISOString(), hours ?? null],
  )
  await noteHours(session, { machine: String(machine), hours, act })
  await close(session, id)
  return findExecution(session, id, scope)
}

export type Ended = { readonly ending: Ending; readonly act: Act }

async function demandCritical(session: Session, id: string): Promise<void> {
  const open = await docs(
    session,
    `select i.id, i.item_description from maintenance_executions as e
      join protocol_checklist_items as i on i.protocol_id = e.protocol_id and i.is_critical
      left join maintenance_checklist_completions as c on c.execution_id = e.id and c.checklist_item_id = i.id
    where e.id = $1 and not coalesce(c.is_completed, false) order by i.item_order`,
    [id],
  )
  if (open.length === 0) return
  throw new Refusal(`${open.length} critical items are open; send accept_incomplete_critical to end it nevertheless`, {
    status: 409,
    code: 'critical_items_open',
    details: open.map(({ id: item, item_description: words }) => ({
      field: String(item),
      code: 'critical_item_open',
      message: String(words),
    })),
  })
}

/** What follows from a completed execution. */
async function close(session: Session, id: string): Promise<void> {
  await nextDue(session, id)
  await session.run(
    `update maintenance_reminders as r set status = 'completed' from maintenance_executions as e
    where e.id = $1 and r.machine_id = e.machine_id and r.protocol_id = e.protocol_id and r.status in ('pending', 'acknowledged')`,
    [id],
  )
}

export async function dropExecution(session: Session, id: string, scope: string | null): Promise<void> {
  await findExecution(session, id, scope)
  await session.run('delete from maintenance_executions where id = $1', [id])
}
