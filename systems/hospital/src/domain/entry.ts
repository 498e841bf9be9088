import type { Field } from './fields.ts'
import { type Issue, placeOf } from './issue.ts'
import { defaultPolicies, type Policies } from './policies.ts'
import { readRequired, type Rules, startReading } from './read.ts'
import { Refusal } from 'millwright/http'

/** What somebody types in or sends is refused where old files were kept and flagged: it can be corrected right now. */
export const entryPolicies: Policies = Object.freeze({
  ...defaultPolicies,
  missingRequired: 'quarantine',
  requiredPlaceholders: 'reject',
  invalidDates: 'quarantine',
  tooLong: 'quarantine',
})

/** @param asOf ISO day for which statuses hold */
export const entryRules = (asOf: string): Rules => ({ policies: entryPolicies, asOf })

/** A record that was refused, as the answer to whoever sent it. */
export function refusedRecord(issues: readonly Issue[]): Refusal {
  const wrong = issues.filter(({ severity }) => severity === 'error')
  return new Refusal(wrong.map(({ message }) => message).join('; '), {
    status: 400,
    code: wrong[0]?.code ?? 'invalid',
    details: wrong.map(({ field, code, message }) => ({ field, code, message })),
  })
}

/** A name that somebody gives to something, clean and within 100 characters. @throws Refusal of what is wrong with it */
export function readEntryName(value: unknown, key: string): string {
  const reading = startReading(entryRules('2000-01-01'))
  const name = readRequired(value, { ...nameField, ...placeOf(key), key }, reading)
  if (reading.action !== 'keep') throw refusedRecord(reading.issues)
  return name
}

const nameField: Omit<Field, 'key' | 'name' | 'path'> = {
  column: 'name',
  rule: 'text',
  width: 100,
  required: true,
  aliases: [],
  absent: null,
}
