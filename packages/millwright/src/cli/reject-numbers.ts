import { badValue } from './problems.ts'

/** The number of a reject, as `rejects list` shows it; a # before it does no harm. @throws CLI106 */
export function countIn(text: string): number {
  const digits = /^#?(\d{1,9})$/.exec(text)?.[1]
  if (digits === undefined) throw badValue('number', text, 'a whole number, such as 3')
  return Number(digits)
}
