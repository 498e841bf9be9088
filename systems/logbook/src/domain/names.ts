import type { Detail } from 'millwright/http'

/** One definition for every text that is stored: what a form takes is what its column holds. */
export const widths = {
  engineer_name: 100,
  engineer_title: 100,
  notes: 500,
  tank_notes: 200,
  note: 500,
  location: 100,
  charter: 50,
  vessel: 100,
  remarks: 100,
  ticket_number: 20,
  photo_path: 200,
  water_present: 20,
  username: 80,
  full_name: 120,
  email: 120,
} as const

/** What is wrong with a person's name; letters of every script are letters. */
export function nameFault(field: string, name: string): Detail | undefined {
  const length = Array.from(name).length
  const fault = (code: string, words: string): Detail => ({ field, code, message: `${field}: ${words}` })
  if (name.trim() !== name || length < 2)
    return fault('too_short', 'a name has at least two letters, and no blanks at its ends')
  if (length > widths.engineer_name) return fault('too_long', `a name has at most ${widths.engineer_name} characters`)
  if (!/^[\p{L}\p{M} .'’-]+$/u.test(name) || !/\p{L}/u.test(name))
    return fault('not_a_name', "a name has letters of any script, blanks, and . - '")
  return undefined
}
