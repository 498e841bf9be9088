import type { Issue } from '../domain/issue.ts'
import type { OcmRow } from '../domain/ocm.ts'
import type { PpmRow } from '../domain/ppm.ts'

export type DeviceRow = OcmRow | PpmRow

/** Why a register did not do what it was asked: the status an HTTP answer would have, and what is wrong with which field. */
export class RegisterProblem extends Error {
  readonly status: 400 | 404 | 409
  readonly code: string
  readonly issues: readonly Issue[]

  constructor(
    message: string,
    about: { readonly status: 400 | 404 | 409; readonly code: string; readonly issues?: readonly Issue[] },
  ) {
    super(message)
    this.status = about.status
    this.code = about.code
    this.issues = about.issues ?? []
  }
}

export const notFound = (serial: string): RegisterProblem =>
  new RegisterProblem(`There is no device with serial ${serial}`, { status: 404, code: 'not_found' })

export const taken = (serial: string): RegisterProblem =>
  new RegisterProblem(`A device with serial ${serial} already exists`, { status: 409, code: 'duplicate_serial' })

export function invalid(issues: readonly Issue[]): RegisterProblem {
  const wrong = issues.filter(({ severity }) => severity === 'error')
  return new RegisterProblem(wrong.map(({ message }) => message).join('; '), {
    status: 400,
    code: wrong[0]?.code ?? 'invalid',
    issues: wrong,
  })
}
