import { Refusal } from 'millwright/http'
import type { Issue } from '../domain/issue.ts'

export const notFound = (serial: string): Refusal =>
  new Refusal(`There is no device with serial ${serial}`, { status: 404, code: 'not_found' })

export const taken = (serial: string): Refusal =>
  new Refusal(`A device with serial ${serial} already exists`, { status: 409, code: 'duplicate_serial' })

export const otherVersion = (serial: string): Refusal =>
  new Refusal(`The device with serial ${serial} was changed meanwhile: read it again`, {
    status: 412,
    code: 'version_mismatch',
  })

/** A body of which at least one field is refused. */
export function invalid(issues: readonly Issue[]): Refusal {
  const details = issues.map(({ field, code, message }) => ({ field, code, message }))
  return new Refusal(details.map(({ message }) => message.trim()).join('; '), {
    status: 400,
    code: details[0]?.code ?? 'invalid',
    details,
  })
}
