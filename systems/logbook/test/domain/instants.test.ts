import { isProblem } from 'millwright'
import { expect, test } from 'vitest'
import { instantOf, zoneIn } from '../../src/domain/instants.ts'

const zone = 'America/New_York'
const at = (text: unknown) => instantOf({ table: 'weekly_soundings', id: 7n, text, zone })

test.each([
  ['2025-12-22 10:00:00.123456', '2025-12-22T15:00:00.123456Z', '-05:00'],
  ['2025-07-01T10:00', '2025-07-01T14:00:00.000000Z', '-04:00'],
  ['2025-07-01 10:00:30', '2025-07-01T14:00:30.000000Z', '-04:00'],
  ['2025-11-02 01:30:00-05:00', '2025-11-02T06:30:00.000000Z', '-05:00'],
  ['2025-11-02 01:30:00-04:00', '2025-11-02T05:30:00.000000Z', '-04:00'],
  ['2025-06-01T12:00:00Z', '2025-06-01T12:00:00.000000Z', '+00:00'],
])('%s by the clock of New York is %s', (text, utc, offset) => {
  expect(at(text)).toEqual({ utc, offset })
})

test.each([
  ['2025-11-02 01:30:00', 'came twice in America/New_York'],
  ['2025-03-09 02:30:00', 'never came in America/New_York'],
  ['31/12/25', 'is no time of the calendar'],
  ['2025-02-30 10:00:00', 'is no time of the calendar'],
])('%s is not guessed', (text, why) => {
  expect(problemOf(() => at(text))).toMatchObject({
    code: 'ORB101',
    exit: 4,
    text: {
      what: `The time ${text} of row 7 in weekly_soundings ${why}.`,
      state: 'This row and those after it are as they were.',
      does: 'A time that can be meant in two ways is not guessed.',
      next: `Write the offset that the ship's clock had then behind it, such as "${text}-05:00", and type the command again.`,
    },
  })
})

test('the zone is one that there is', () => {
  expect(zoneIn(zone)).toBe(zone)
  expect(problemOf(() => zoneIn('Atlantis'))).toMatchObject({
    code: 'ORB102',
    text: {
      what: 'The ship\'s time zone is "Atlantis", which is none.',
      state: 'Nothing was changed.',
      next: 'Name the zone by which the book was kept, as in `--param zone=America/New_York`.',
    },
  })
  expect(problemOf(() => zoneIn())).toMatchObject({ text: { what: "The ship's time zone is not named." } })
})

function problemOf(work: () => unknown): unknown {
  try {
    work()
  } catch (error) {
    return isProblem(error) ? error : undefined
  }
  return undefined
}
