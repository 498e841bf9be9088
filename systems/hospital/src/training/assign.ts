import { type Queries, sql } from 'millwright'
import { type Act, recordEvent } from '../audit/record.ts'
import { findDepartment } from '../departments/store.ts'
import { readDate } from '../domain/dates.ts'
import { Refusal } from 'millwright/http'
import { noTraining } from './problems.ts'

/** Who trains the people of a department on which of its machines. */
export type AssignRequest = {
  readonly department: number
  /** Names of machines of this department. */
  readonly machines: readonly string[]
  /** A name of the list of trainers. */
  readonly trainer: string
  /** The training records to change; all of the department unless said. */
  readonly trainings?: readonly string[] | undefined
  /** The day of the training, DD/MM/YYYY or ISO; a day that is known already stays unless said. */
  readonly trained_date?: string | undefined
}

/** Pairs of record and machine. */
export type Assigned = { readonly added: number; readonly changed: number; readonly unchanged: number }

/**
 * Writes the assignments into the training records. What could reach nobody is refused: nothing is ever called done
 * that stored nothing.
 *
 * @throws Refusal `not_found`, `machine_unknown`, `trainer_unknown`, `date_invalid`, `nobody_to_train`
 */
export async function assignMachines(db: Queries, act: Act, request: AssignRequest): Promise<Assigned> {
  const { code, machines: known } = await findDepartment(db, request.department)
  const machines = [...new Set(request.machines)]
  const unknown = machines.filter((machine) => !known.some(({ name }) => name === machine))
  if (unknown.length > 0) throw machinesUnknown(code, unknown)
  await refuseUnknownTrainer(db, request.trainer)
  const day = dayOf(request.trained_date)
  const people = await peopleOf(db, code, request.trainings)
  const pairs = people.flatMap((training) => machines.map((machine) => ({ training, machine })))
  const done = { added: 0, changed: 0, unchanged: 0 }
  for (const pair of pairs) done[await assignOne(db, act, { ...pair, trainer: request.trainer, day })]++
  await recordEvent(db, act, {
    type: 'Training Updated',
    description: `${request.trainer} trains ${people.length} people of ${code} on ${machines.length} machines`,
    details: { department: code, machines, trainer: request.trainer, trainings: people.map(String), ...done },
  })
  return done
}

const machinesUnknown = (code: string, unknown: readonly string[]): Refusal => {
  const message = `${code} has no machine ${unknown.join(', ')}`
  return new Refusal(message, {
    status: 400,
    code: 'machine_unknown',
    details: [{ field: 'machines', code: 'machine_unknown', message }],
  })
}

async function refuseUnknownTrainer(db: Queries, trainer: string): Promise<void> {
  if ((await db.get(sql`select id from trainers where name = ${trainer}`)) !== undefined) return
  const message = `${trainer} is not in the list of trainers`
  throw new Refusal(message, {
    status: 400,
    code: 'trainer_unknown',
    details: [{ field: 'trainer', code: 'trainer_unknown', message }],
  })
}

function dayOf(text: string | undefined): string | null {
  if (text === undefined) return null
  const { iso } = readDate(text)
  if (iso !== null) return iso
  const message = 'trained_date is not a date: use DD/MM/YYYY or YYYY-MM-DD'
  const details = [{ field: 'trained_date', code: 'date_invalid', message }]
  throw new Refusal(message, { status: 400, code: 'date_invalid', details })
}

async function peopleOf(
  db: Queries,
  department: string,
  wanted: readonly string[] | undefined,
): Promise<readonly number[]> {
  const rows = await db.all(sql`select id from training_records where department = ${department} order by id`)
  const people = rows.map(({ id }) => Number(id))
  const stranger = wanted?.find((id) => !people.some((person) => String(person) === id))
  if (stranger !== undefined) throw noTraining(stranger)
  const chosen = wanted === undefined ? people : people.filter((person) => wanted.includes(String(person)))
  if (chosen.length > 0) return chosen
  throw new Refusal(`${department} has nobody to train: no training record names it`, {
    status: 409,
    code: 'nobody_to_train',
  })
}

type One = {
  readonly training: number
  readonly machine: string
  readonly trainer: string
  readonly day: string | null
}

async function assignOne(db: Queries, act: Act, { training, machine, trainer, day }: One): Promise<keyof Assigned> {
  const before = await db.get(sql`select trainer, trained_date from training_assignments
    where training_id = ${training} and machine = ${machine}`)
  if (before !== undefined && before['trainer'] === trainer && (day === null || before['trained_date'] === day))
    return 'unchanged'
  await db.run(sql`insert into training_assignments (training_id, machine, trainer, trained_date)
    values (${training}, ${machine}, ${trainer}, ${day}) on conflict (training_id, machine)
    do update set trainer = excluded.trainer, trained_date = coalesce(excluded.trained_date, trained_date)`)
  await db.run(sql`update training_records set updated_at = ${act.at} where id = ${training}`)
  return before === undefined ? 'added' : 'changed'
}
