import { type Detail, Refusal } from 'millwright/http'

/** What a GET shows can be sent back unchanged; a field that cannot be set must then be as it was. */
export function demandSame(sent: Readonly<Record<string, unknown>>, stored: Readonly<Record<string, unknown>>): void {
  const details = Object.entries(sent)
    .filter(([field, value]) => value !== undefined && value !== stored[field])
    .map(([field]): Detail => ({ field, code: 'read_only', message: `${field} cannot be set` }))
  if (details.length === 0) return
  throw new Refusal(details.map(({ message }) => message).join('; '), { status: 400, code: 'read_only', details })
}
