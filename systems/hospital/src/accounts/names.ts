import { type Detail, Refusal } from 'millwright/http'
import { cleanText } from '../domain/text.ts'

const longest = 80

/** Names under which the program itself writes events. */
const reserved: readonly string[] = ['anonymous', 'local operator', 'schedule', 'system']

/** A name of an account or a role, clean. @throws Refusal when it is empty, too long, or could be taken for another one */
export function readName(text: string, field: string): string {
  const name = cleanText(text)
  const fault = faultOf(name, field)
  if (fault === undefined) return name
  const detail: Detail = { field, ...fault }
  throw new Refusal(detail.message, { status: 400, code: detail.code, details: [detail] })
}

function faultOf(name: string, field: string): Omit<Detail, 'field'> | undefined {
  if (name === '') return { code: 'required', message: `${field} is required` }
  if (name.length > longest) return { code: 'too_long', message: `${field} is longer than ${longest} characters` }
  // Controls and marks of direction would let one name look like another in the log.
  if (/[\p{C}\p{Zl}\p{Zp}]/u.test(name))
    return { code: 'unseen_character', message: `${field} has characters that cannot be seen` }
  if (reserved.includes(name.toLowerCase()))
    return { code: 'reserved', message: `${field}: ${name} is a name of the program` }
  return undefined
}
