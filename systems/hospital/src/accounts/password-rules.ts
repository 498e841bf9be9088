import { type Detail, Refusal } from 'millwright/http'

const shortest = 12
const longest = 200

/** @throws Refusal when the password is one that is guessed first */
export function demandGoodPassword(password: string, username: string): void {
  const wrong = faultOf(Array.from(password), password.toLowerCase(), username.toLowerCase())
  if (wrong === undefined) return
  const detail: Detail = { field: 'password', ...wrong }
  throw new Refusal(detail.message, { status: 400, code: detail.code, details: [detail] })
}

function faultOf(letters: readonly string[], password: string, username: string): Omit<Detail, 'field'> | undefined {
  if (letters.length < shortest) return { code: 'too_short', message: `A password has at least ${shortest} characters` }
  if (letters.length > longest) return { code: 'too_long', message: `A password has at most ${longest} characters` }
  if (new Set(letters).size < 4 || password.includes(username))
    return { code: 'guessable', message: 'A password repeats neither one character nor the name of its user' }
  return undefined
}
