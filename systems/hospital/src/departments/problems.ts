import { Refusal } from 'millwright/http'

export const noDepartment = (id: number): Refusal =>
  new Refusal(`There is no department with id ${id}`, { status: 404, code: 'not_found' })

export const noMachine = (id: number): Refusal =>
  new Refusal(`This department has no machine with id ${id}`, { status: 404, code: 'not_found' })

export const departmentTaken = (code: string): Refusal =>
  new Refusal(`A department ${code} already exists`, { status: 409, code: 'duplicate_department' })

export const machineTaken = (name: string): Refusal =>
  new Refusal(`This department already has a machine ${name}`, { status: 409, code: 'duplicate_machine' })

/** @param users what still names the department, such as `12 OCM devices` */
export const departmentInUse = (code: string, users: readonly string[]): Refusal =>
  new Refusal(`${code} is still named by ${users.join(', ')}. Give them another department first`, {
    status: 409,
    code: 'department_in_use',
  })
