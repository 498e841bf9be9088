const day = 86_400_000

/** The ISO day so many days after another one. */
export const dayAfter = (start: string, days: number): string =>
  new Date(Date.parse(`${start}T00:00:00Z`) + days * day).toISOString().slice(0, 10)

/** A time of the ship's clock as the program of before stored it. */
export const clockAt = (date: string, time: string): string => `${date} ${time}:00.000000`

/** The moment in which the row was stored: the program's UTC, without a zone. */
export const storedAfter = (clock: string, hours = 5): string =>
  new Date(Date.parse(`${clock.slice(0, 19).replace(' ', 'T')}Z`) + hours * 3_600_000)
    .toISOString()
    .replace('T', ' ')
    .replace(/\.\d{3}Z$/, '.000000')

/** Days from a start until the next Sunday, itself included. */
export const daysToSunday = (start: string): number => (7 - new Date(`${start}T00:00:00Z`).getUTCDay()) % 7
