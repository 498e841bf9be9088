import type { StandardSchemaV1 } from '@standard-schema/spec'

/** Any validator with the Standard Schema interface: zod, valibot, arktype, or an object of your own. */
export type Shape<T> = StandardSchemaV1<unknown, T>

export type ShapeIssue = { readonly rule: string; readonly path: string; readonly message: string }

export type Checked<T> = { readonly value: T } | { readonly issues: readonly ShapeIssue[] }

/** Validates one raw record. An issue may carry a `code`, which becomes the reject's rule. */
export function checkShape<T>(shape: Shape<T>, raw: unknown): Checked<T> | Promise<Checked<T>> {
  const result = shape['~standard'].validate(raw)
  return result instanceof Promise ? result.then(checkedOf) : checkedOf(result)
}

const checkedOf = <T>(result: StandardSchemaV1.Result<T>): Checked<T> =>
  result.issues === undefined ? { value: result.value } : { issues: result.issues.map(issueOf) }

function issueOf(issue: StandardSchemaV1.Issue & { readonly code?: unknown }): ShapeIssue {
  const path = (issue.path ?? []).map((part) => String(typeof part === 'object' ? part.key : part)).join('.')
  return { rule: typeof issue.code === 'string' ? issue.code : 'invalid', path, message: issue.message }
}
