import { type Queries, sql } from 'millwright'
import type { Act } from '../audit/record.ts'
import type { AssignmentRow, TrainingRecord } from '../domain/training.ts'

/** The next id: one that was given once is never given again, not even when its record is gone. */
export async function nextId(db: Queries): Promise<number> {
  const row = await db.get(sql`update counters set last = last + 1 where name = 'training_records' returning last`)
  return Number(row?.['last'])
}

/** Stores a new record under its own id. */
export async function insertRows(db: Queries, act: Act, { training, assignments }: TrainingRecord): Promise<void> {
  const { id, employee_id: employee, name, department } = training
  await db.run(sql`insert into training_records
    (id, employee_id, name, department, last_trained_date, next_due_date, created_at, updated_at)
    values (${id}, ${employee}, ${name}, ${department}, ${training.last_trained_date}, ${training.next_due_date},
      ${act.at}, ${act.at})`)
  await db.run(sql`update counters set last = max(last, ${id}) where name = 'training_records'`)
  await putAssignments(db, assignments)
}

/** Changes a stored record and its assignments. */
export async function changeRows(db: Queries, act: Act, { training, assignments }: TrainingRecord): Promise<void> {
  await db.run(sql`update training_records set employee_id = ${training.employee_id}, name = ${training.name},
    department = ${training.department}, last_trained_date = ${training.last_trained_date},
    next_due_date = ${training.next_due_date}, updated_at = ${act.at} where id = ${training.id}`)
  // In the order in which they are given now: a changed list is written anew.
  await db.run(sql`delete from training_assignments where training_id = ${training.id}`)
  await putAssignments(db, assignments)
}

async function putAssignments(db: Queries, assignments: readonly AssignmentRow[]): Promise<void> {
  for (const { training_id: training, machine, trainer, trained_date: day } of assignments) {
    await db.run(sql`insert into training_assignments (training_id, machine, trainer, trained_date)
      values (${training}, ${machine}, ${trainer}, ${day})`)
  }
}
