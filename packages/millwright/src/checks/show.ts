import { oneLine } from '../kernel/text.ts'
import type { Row, Value } from '../kernel/value.ts'

/** A value as a person reads it in a report. */
export function showValue(value: Value | undefined): string {
  if (value === null || value === undefined) return 'NULL'
  if (value instanceof Uint8Array) return `x'${Buffer.from(value).toString('hex')}'`
  return typeof value === 'string' ? `'${value}'` : String(value)
}

/** A row on one line: `serial='N-A 78', no=12`. */
export const showRow = (row: Row): string =>
  oneLine(
    Object.entries(row)
      .map(([name, value]) => `${name}=${showValue(value)}`)
      .join(', '),
    200,
  )
