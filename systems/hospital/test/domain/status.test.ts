import { describe, expect, test } from 'vitest'
import { readPpm } from '../../src/domain/ppm.ts'
import { ocmStatus, visitStatus } from '../../src/domain/status.ts'
import { ppmRecord, quarters, rules } from './records.ts'

describe('the status of an OCM device on 2024-03-15', () => {
  test.each([
    ['2024-01-01', '2024-06-01', 'Upcoming'],
    [null, '2024-06-01', 'Upcoming'],
    ['2024-01-01', '2024-02-01', 'Overdue'],
    [null, '2024-02-01', 'Overdue'],
    ['2024-03-01', '2024-03-01', 'Maintained'],
    ['2024-03-10', '2024-03-01', 'Maintained'],
    ['2024-04-01', '2024-05-01', 'Upcoming'],
    [null, '2024-03-15', 'Upcoming'],
    [null, null, 'Upcoming'],
  ])('service %s, next %s: %s', (service, next, status) => expect(ocmStatus(service, next, '2024-03-15')).toBe(status))
})

type Vector = readonly [asOf: string, given: readonly (readonly [string | null, string | null])[], status: string]

const year: readonly string[] = ['2025-01-01', '2025-04-01', '2025-07-01', '2025-11-01']

const vectors: readonly Vector[] = [
  ['2024-03-15', [['2024-01-01', null]], 'Overdue'],
  [
    '2024-03-15',
    [
      ['2023-10-01', 'ANNA'],
      ['2024-01-01', null],
    ],
    'Overdue',
  ],
  [
    '2024-03-15',
    [
      ['2023-10-01', 'ANNA'],
      ['2024-01-01', 'BERTA'],
    ],
    'Maintained',
  ],
  [
    '2024-03-15',
    [
      ['2024-04-01', null],
      ['2024-07-01', null],
    ],
    'Upcoming',
  ],
  [
    '2024-03-15',
    [
      ['2024-01-01', 'ANNA'],
      ['2024-04-01', null],
    ],
    'Upcoming',
  ],
  ['2024-03-15', [], 'Upcoming'],
  [
    '2024-03-15',
    [
      ['2024-03-15', 'ANNA'],
      ['2024-07-01', 'BERTA'],
    ],
    'Upcoming',
  ],
  ['2025-06-21', year.map((day) => [day, null] as const), 'Overdue'],
  ['2025-06-21', year.map((day, at) => [day, at < 2 ? 'ANNA' : null] as const), 'Upcoming'],
  ['2024-03-15', [['2024-01-01', '45819']], 'Overdue'],
]

describe('the status of a PPM device', () => {
  test.each(vectors)('on %s with %j: %s', (asOf, given, status) => {
    const result = readPpm(ppmRecord({ ...quarters(...given), Status: undefined }), rules({}, asOf))
    expect(result.ok && result.row.status).toBe(status)
  })

  test('a quarter has a status of its own, and none without a date', () => {
    const result = readPpm(
      ppmRecord(quarters(['2024-01-01', 'ANNA'], ['2024-01-02', null], ['2024-03-15', null])),
      rules({}, '2024-03-15'),
    )
    expect(result).toMatchObject({
      row: { ppm_q1_status: 'Maintained', ppm_q2_status: 'Overdue', ppm_q3_status: 'Upcoming', ppm_q4_status: null },
    })
  })
})

describe('the status of a quarter whose day of work may be known, on 2024-03-15', () => {
  test.each([
    ['2024-01-01', null, '2024-03-14', 'Maintained'],
    ['2024-01-01', null, '2024-03-15', 'Maintained'],
    ['2024-01-01', null, '2024-03-16', 'Overdue'],
    ['2024-01-01', 'ANNA', '2024-03-16', 'Maintained'],
    ['2024-04-01', null, '2024-03-15', 'Maintained'],
    ['2024-04-01', null, '2024-03-16', 'Upcoming'],
    [null, null, '2024-03-15', 'Maintained'],
    [null, null, '2024-03-16', null],
    ['2024-01-01', null, null, 'Overdue'],
    ['2024-01-01', 'ANNA', null, 'Maintained'],
    ['2024-03-15', 'ANNA', null, 'Upcoming'],
  ] as const)('due %s, engineer %s, done %s: %s', (...vector) => {
    const [due_date, engineer, completed_on, status] = vector
    expect(visitStatus({ due_date, engineer, completed_on }, '2024-03-15')).toBe(status)
  })
})
