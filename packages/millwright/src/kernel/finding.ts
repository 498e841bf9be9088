export const severities = ['info', 'warning', 'error', 'critical'] as const
export type Severity = (typeof severities)[number]

/** What a check found in data or schema: a record, never an exception. `rows` counts all of them, `samples` names a few. */
export type Finding = {
  readonly code: string
  readonly severity: Severity
  readonly subject: string
  readonly message: string
  readonly rows?: number
  readonly samples?: readonly string[]
  /** The exact words that answer the question, e.g. a flag. */
  readonly answer?: string
}

export const isBlocking = ({ severity }: Finding): boolean => severity === 'error' || severity === 'critical'
