/** The calendar day at the place where the process runs, as YYYY-MM-DD. */
export function dayOf(moment: Date): string {
  const two = (part: number): string => String(part).padStart(2, '0')
  return `${moment.getFullYear()}-${two(moment.getMonth() + 1)}-${two(moment.getDate())}`
}

/** The moment in UTC at which a calendar day begins at the place where the process runs. */
export function beginningOf(day: string): string {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number)
  return new Date(year, month - 1, date).toISOString()
}

/** The calendar day after. */
export function dayAfter(day: string): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10)
}

/** The moment as it stands in the name of a file: 20250628_101500, at the place where the process runs. */
export function stampOf(moment: string): string {
  const at = new Date(moment)
  const two = (part: number): string => String(part).padStart(2, '0')
  const time = [at.getHours(), at.getMinutes(), at.getSeconds()].map(two).join('')
  return `${dayOf(at).replaceAll('-', '')}_${time}`
}
