import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { defaultShifts, type Instance, instanceOn, instancesBetween, type Shift } from '../../src/shifts/instances.ts'
import { daysAfter, instantOf, isZone, localDateOf } from '../../src/shifts/local-time.ts'

const shiftOf = (start: string, end: string): Shift => ({ code: 'X', name: 'X', start, end, breakMinutes: 0 })

const utc = (seconds: number): string => new Date(seconds * 1_000).toISOString().replace(':00.000Z', 'Z')

const minutes = ({ start, end }: Instance): number => (end - start) / 60

/** Zone, day, wall times; then the instants and the real minutes. Checked against an independent library of zones. */
const published = [
  ['Europe/Berlin', '2025-03-29', '22:00-06:00', '2025-03-29T21:00Z', '2025-03-30T04:00Z', 420],
  ['Europe/Berlin', '2025-10-25', '22:00-06:00', '2025-10-25T20:00Z', '2025-10-26T05:00Z', 540],
  ['America/New_York', '2025-03-08', '22:00-06:00', '2025-03-09T03:00Z', '2025-03-09T10:00Z', 420],
  ['America/New_York', '2025-11-01', '22:00-06:00', '2025-11-02T02:00Z', '2025-11-02T11:00Z', 540],
  ['Asia/Kolkata', '2025-03-08', '22:00-06:00', '2025-03-08T16:30Z', '2025-03-09T00:30Z', 480],
  ['Australia/Lord_Howe', '2025-04-05', '22:00-06:00', '2025-04-05T11:00Z', '2025-04-05T19:30Z', 510],
  ['Australia/Lord_Howe', '2025-10-04', '22:00-06:00', '2025-10-04T11:30Z', '2025-10-04T19:00Z', 450],
  ['Europe/Berlin', '2025-03-30', '02:30-10:30', '2025-03-30T01:30Z', '2025-03-30T08:30Z', 420],
  ['Europe/Berlin', '2025-10-26', '02:30-10:30', '2025-10-26T00:30Z', '2025-10-26T09:30Z', 540],
  ['America/Sao_Paulo', '2018-11-03', '22:00-06:00', '2018-11-04T01:00Z', '2018-11-04T08:00Z', 420],
  ['Pacific/Apia', '2011-12-29', '22:00-06:00', '2011-12-30T08:00Z', '2011-12-30T16:00Z', 480],
  ['UTC', '2025-03-29', '22:00-06:00', '2025-03-29T22:00Z', '2025-03-30T06:00Z', 480],
] as const

describe('a shift on a day', () => {
  test.each(published)('%s %s %s', (...[zone, date, times, start, end, length]) => {
    const [from, to] = times.split('-') as [string, string]
    const instance = instanceOn(zone, date, shiftOf(from, to))
    expect([utc(instance.start), utc(instance.end), minutes(instance), instance.date]).toEqual([
      start,
      end,
      length,
      date,
    ])
  })

  test('a shift that ends when it begins lasts a day', () => {
    expect(minutes(instanceOn('Europe/Berlin', '2025-03-08', shiftOf('22:00', '22:00')))).toBe(1_440)
    expect(minutes(instanceOn('Europe/Berlin', '2025-03-29', shiftOf('22:00', '22:00')))).toBe(1_380)
  })

  test('no such time, day or zone is refused', () => {
    expect(() => instantOf('UTC', '2025-02-29', '06:00')).toThrow(RangeError)
    expect(() => instantOf('UTC', '2025-02-28', '24:01')).toThrow(RangeError)
    expect(() => instantOf('Mars/Olympus', '2025-02-28', '06:00')).toThrow(RangeError)
  })

  test.each([
    ['Europe/Berlin', true],
    ['europe/berlin', true],
    ['Etc/GMT+5', true],
    ['UTC', true],
    ['', false],
    ['NaN', false],
    ['Mars/Olympus', false],
    ['+02:00', false],
    ['-05', false],
    ['Europe/Berlin ', false],
  ])('is "%s" a zone: %s', (name, is) => {
    expect(isZone(name)).toBe(is)
  })
})

describe('the instances of a window', () => {
  const from = instantOf('Europe/Berlin', '2025-03-08', '06:00')
  const to = instantOf('Europe/Berlin', '2025-04-07', '06:00')
  const berlin = { zone: 'Europe/Berlin', shifts: defaultShifts }

  test('follow each other without a gap, and only the night of the change is not 480 minutes', () => {
    const found = instancesBetween(berlin, from, to)
    expect(found).toHaveLength(90)
    expect([found[0]?.start, found.at(-1)?.end]).toEqual([from, to])
    expect(found.slice(1).every(({ start }, at) => start === found[at]?.end)).toBe(true)
    const odd = found.filter((one) => minutes(one) !== 480)
    expect(odd.map(({ date, shift }) => `${date} ${shift.code}`)).toEqual(['2025-03-29 C'])
  })

  test('are those that overlap it, and no others', () => {
    const found = instancesBetween(berlin, from - 1, from + 1)
    expect(found.map(({ date, shift }) => `${date} ${shift.code}`)).toEqual(['2025-03-07 C', '2025-03-08 A'])
    expect(instancesBetween(berlin, from, from)).toEqual([])
  })

  test('leave out what the calendar leaves out', () => {
    const calendar = { weekdays: [1, 2, 3, 4, 5], except: ['2025-03-10'], add: ['2025-03-09'] }
    const dates = new Set(instancesBetween({ ...berlin, calendar }, from, from + 5 * 86_400).map(({ date }) => date))
    expect([...dates]).toEqual(['2025-03-09', '2025-03-11', '2025-03-12'])
  })

  test('have no length where the clock skips the day', () => {
    const day = shiftOf('06:00', '14:00')
    const apia = { zone: 'Pacific/Apia', shifts: [day] }
    const start = instantOf('Pacific/Apia', '2011-12-28', '00:00')
    const found = instancesBetween(apia, start, start + 5 * 86_400)
    expect(found.every(({ end, start: begin }) => end > begin)).toBe(true)
  })

  test('are contiguous in every zone, on every day', () => {
    const zones = fc.constantFrom(
      'Europe/Berlin',
      'America/New_York',
      'Australia/Lord_Howe',
      'America/Sao_Paulo',
      'UTC',
    )
    const day = fc.integer({ min: 0, max: 9_000 })
    fc.assert(
      fc.property(zones, day, (zone, n) => {
        const date = daysAfter('2000-01-01', n)
        const start = instanceOn(zone, date, defaultShifts[0] as Shift).start
        const found = instancesBetween({ zone, shifts: defaultShifts }, start, start + 3 * 86_400)
        expect(found.slice(1).every((one, at) => one.start === found[at]?.end)).toBe(true)
        expect(found.every((one) => one.date === localDateOf(zone, one.start))).toBe(true)
      }),
      { numRuns: 200 },
    )
  })
})
