import type { z } from 'zod'
import { type Detail, refusedFields } from '../domain/refusal.ts'

/** One part of a request as its schema reads it. @throws Refusal with every field that is wrong */
export function readPart<S extends z.ZodType>(schema: S, value: unknown): z.output<S> {
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  throw refusedFields(parsed.error.issues.flatMap(detailsOf))
}

type Issue = z.core.$ZodIssue

function detailsOf(issue: Issue): readonly Detail[] {
  const path = issue.path.map(String)
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => {
      const field = [...path, key].join('.')
      return { field, code: 'unknown_field', message: `${field} is not a known field` }
    })
  const field = path.join('.') || 'body'
  if (isMissing(issue)) return [{ field, code: 'required', message: `${field} is required` }]
  return [{ field, code: codeOf(issue), message: `${field}: ${issue.message}` }]
}

const isMissing = (issue: Issue): boolean =>
  issue.code === 'invalid_type' && issue.message.endsWith('received undefined')

function codeOf(issue: Issue): string {
  if (issue.code === 'custom') return typeof issue.params?.['code'] === 'string' ? issue.params['code'] : 'invalid'
  if (issue.code === 'invalid_type') return 'wrong_type'
  if (issue.code === 'invalid_value') return 'unknown_value'
  if (issue.code !== 'too_big' && issue.code !== 'too_small') return 'invalid'
  if (issue.origin !== 'string') return 'out_of_range'
  return issue.code === 'too_big' ? 'too_long' : 'too_short'
}
