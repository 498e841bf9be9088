import type { z } from 'zod'
import type { Detail } from './refusal.ts'

type Issue = z.core.$ZodIssue

/** What a schema found wrong, field by field. A check of ours names its own code as `params.code`. */
export const detailsOf = ({ issues }: z.ZodError): readonly Detail[] => issues.flatMap(detailsOfIssue)

function detailsOfIssue(issue: Issue): readonly Detail[] {
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => {
      const field = [...issue.path, key].join('.')
      return { field, code: 'unknown_field', message: `${field} is not a known field` }
    })
  const field = issue.path.join('.')
  return [{ field, code: codeOf(issue), message: messageOf(field, issue) }]
}

function messageOf(field: string, issue: Issue): string {
  const name = field === '' ? 'The body' : field
  return isMissing(issue) ? `${name} is required` : `${name}: ${issue.message}`
}

function codeOf(issue: Issue): string {
  if (isMissing(issue)) return 'required'
  if (issue.code === 'too_big' || issue.code === 'too_small') return sizeCode(issue)
  if (issue.code === 'custom') return typeof issue.params?.['code'] === 'string' ? issue.params['code'] : 'invalid'
  return codes[issue.code] ?? 'invalid'
}

const codes: Readonly<Partial<Record<Issue['code'], string>>> = {
  invalid_type: 'wrong_type',
  invalid_value: 'unknown_value',
}

function sizeCode({ code, origin }: { readonly code: 'too_big' | 'too_small'; readonly origin: string }): string {
  if (origin !== 'string') return 'out_of_range'
  return code === 'too_big' ? 'too_long' : 'too_short'
}

const isMissing = (issue: Issue): boolean =>
  issue.code === 'invalid_type' && issue.message.endsWith('received undefined')
