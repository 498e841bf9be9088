import { type Queries, type Sql, sql } from 'millwright'
import { type Act, recordEvent } from '../audit/record.ts'
import { readEntryName } from '../domain/entry.ts'
import { departmentInUse, departmentTaken, machineTaken, noDepartment, noMachine } from './problems.ts'

export type Machine = { readonly id: number; readonly name: string }

/** A department of the master list with its machines. */
export type Department = { readonly id: number; readonly code: string; readonly machines: readonly Machine[] }

const departmentRows = (condition: Sql): Sql => sql`select d.id, d.code,
  (select json_group_array(json_object('id', m.id, 'name', m.name) order by m.name, m.id)
    from department_machines m where m.department_id = d.id) as machines
  from departments d where ${condition} order by d.code`

export async function listDepartments(db: Queries): Promise<readonly Department[]> {
  const rows = await db.all(departmentRows(sql`1 = 1`))
  return rows.map(({ id, code, machines }) => ({
    id: Number(id),
    code: String(code),
    // Written by the database itself in the query above.
    machines: JSON.parse(String(machines)) as readonly Machine[],
  }))
}

/** @throws Refusal `not_found` */
export async function findDepartment(db: Queries, id: number): Promise<Department> {
  const [row] = await db.all(departmentRows(sql`d.id = ${id}`))
  if (row === undefined) throw noDepartment(id)
  return { id, code: String(row['code']), machines: JSON.parse(String(row['machines'])) as readonly Machine[] }
}

export type NewDepartment = { readonly code: unknown; readonly machines?: readonly unknown[] | undefined }

/** @throws Refusal `duplicate_department`, `duplicate_machine`, or of what is wrong with a name */
export async function addDepartment(db: Queries, act: Act, given: NewDepartment): Promise<Department> {
  const code = readEntryName(given.code, 'code')
  await refuseTaken(db, code)
  const row = await db.get(sql`insert into departments (code) values (${code}) returning id`)
  const id = Number(row?.['id'])
  for (const machine of given.machines ?? []) await insertMachine(db, id, machine)
  await tell(db, act, { description: `Department ${code} was added`, details: { id, code } })
  return findDepartment(db, id)
}

async function refuseTaken(db: Queries, code: string): Promise<void> {
  if ((await db.get(sql`select id from departments where code = ${code}`)) !== undefined) throw departmentTaken(code)
}

/** How many of each still name a department by a code. */
export type Users = { readonly ocm: number; readonly ppm: number; readonly training: number }

export type Renamed = { readonly department: Department; readonly under_the_old_name: Users }

export type Rename = { readonly id: number; readonly code: unknown }

/**
 * Renames a department of the master list. Devices and people keep the name they carry: a register is changed by whoever
 * may change it; the answer says how many.
 *
 * @throws Refusal `not_found`, `duplicate_department`, or of what is wrong with the name
 */
export async function renameDepartment(db: Queries, act: Act, { id, code: given }: Rename): Promise<Renamed> {
  const { code: before } = await findDepartment(db, id)
  const code = readEntryName(given, 'code')
  if (code !== before) await refuseTaken(db, code)
  await db.run(sql`update departments set code = ${code} where id = ${id}`)
  await tell(db, act, { description: `Department ${before} is called ${code}`, details: { id, before, code } })
  return { department: await findDepartment(db, id), under_the_old_name: await usersOf(db, before) }
}

/** Takes a department that nobody names any more off the list. @throws Refusal `not_found`, `department_in_use` */
export async function removeDepartment(db: Queries, act: Act, id: number): Promise<Department> {
  const gone = await findDepartment(db, id)
  const { ocm, ppm, training } = await usersOf(db, gone.code)
  const words = [countOf(ocm, 'OCM devices'), countOf(ppm, 'PPM devices'), countOf(training, 'training records')]
  if (ocm + ppm + training > 0) throw departmentInUse(gone.code, words.flat())
  await db.run(sql`delete from departments where id = ${id}`)
  await tell(db, act, { description: `Department ${gone.code} was removed`, details: gone })
  return gone
}

const countOf = (count: number, what: string): readonly string[] => (count === 0 ? [] : [`${count} ${what}`])

async function usersOf(db: Queries, code: string): Promise<Users> {
  const row = await db.get(sql`select
    (select count(*) from ocm_equipment where department = ${code}) as ocm,
    (select count(*) from ppm_equipment where department = ${code}) as ppm,
    (select count(*) from training_records where department = ${code}) as training`)
  return { ocm: Number(row?.['ocm']), ppm: Number(row?.['ppm']), training: Number(row?.['training']) }
}

export type MachineName = { readonly department: number; readonly name: unknown }

/** @throws Refusal `not_found`, `duplicate_machine`, or of what is wrong with the name */
export async function addMachine(db: Queries, act: Act, { department, name }: MachineName): Promise<Department> {
  const { code } = await findDepartment(db, department)
  const added = await insertMachine(db, department, name)
  await tell(db, act, { description: `${code} has a machine ${added}`, details: { department: code, machine: added } })
  return findDepartment(db, department)
}

async function insertMachine(db: Queries, department: number, given: unknown): Promise<string> {
  const name = readEntryName(given, 'machine')
  await refuseTwice(db, department, name)
  await db.run(sql`insert into department_machines (department_id, name) values (${department}, ${name})`)
  return name
}

async function refuseTwice(db: Queries, department: number, name: string): Promise<void> {
  const found = await db.get(
    sql`select id from department_machines where department_id = ${department} and name = ${name}`,
  )
  if (found !== undefined) throw machineTaken(name)
}

export type MachinePlace = { readonly department: number; readonly machine: number }

/** @throws Refusal `not_found`, `duplicate_machine`, or of what is wrong with the name */
export async function renameMachine(
  db: Queries,
  act: Act,
  { department, machine, name: given }: MachinePlace & { readonly name: unknown },
): Promise<Department> {
  const { code, name: before } = await machineOf(db, { department, machine })
  const name = readEntryName(given, 'name')
  if (name !== before) await refuseTwice(db, department, name)
  await db.run(sql`update department_machines set name = ${name} where id = ${machine}`)
  await tell(db, act, { description: `Machine ${before} of ${code} is called ${name}`, details: { before, name } })
  return findDepartment(db, department)
}

/** Assignments that were made stay: people know what they know. @throws Refusal `not_found` */
export async function removeMachine(db: Queries, act: Act, place: MachinePlace): Promise<Department> {
  const { code, name } = await machineOf(db, place)
  await db.run(sql`delete from department_machines where id = ${place.machine}`)
  await tell(db, act, { description: `${code} has no machine ${name} any more`, details: { department: code, name } })
  return findDepartment(db, place.department)
}

async function machineOf(db: Queries, { department, machine }: MachinePlace) {
  const { code, machines } = await findDepartment(db, department)
  const found = machines.find(({ id }) => id === machine)
  if (found === undefined) throw noMachine(machine)
  return { code, name: found.name }
}

type Told = { readonly description: string; readonly details: Readonly<Record<string, unknown>> }

const tell = (db: Queries, act: Act, told: Told): Promise<void> =>
  recordEvent(db, act, { type: 'Setting Changed', ...told })
