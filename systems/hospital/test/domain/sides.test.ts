import { describe, expect, test } from 'vitest'
import { readAudit } from '../../src/domain/audit.ts'
import { departmentCodes, readDepartments } from '../../src/domain/departments.ts'
import { isPasswordHash, readSettings, standardRoles } from '../../src/domain/settings.ts'
import { readTraining } from '../../src/domain/training.ts'
import { codesIn, rules } from './records.ts'

const training = (changes: Record<string, unknown> = {}) =>
  readTraining(
    {
      id: '7',
      employee_id: '2100',
      name: 'NURSE-001',
      department: 'ER',
      machine_trainer_assignments: [],
      last_trained_date: 'N/A',
      next_due_date: '14/04/2026',
      ...changes,
    },
    rules(),
  )

describe('training', () => {
  test('a record and its assignments', () => {
    const list = [
      { machine: ' LAMP', trainer: 'TECH-A' },
      { machine: 'PUMP', trainer: '' },
    ]
    const result = training({ machine_trainer_assignments: list })
    expect(result).toMatchObject({
      ok: true,
      row: {
        training: {
          id: 7,
          employee_id: '2100',
          name: 'NURSE-001',
          department: 'ER',
          last_trained_date: null,
          next_due_date: '2026-04-14',
        },
        assignments: [
          { training_id: 7, machine: 'LAMP', trainer: 'TECH-A', trained_date: null },
          { training_id: 7, machine: 'PUMP', trainer: null, trained_date: null },
        ],
      },
    })
    expect(codesIn(result.issues)).toEqual(['text_trimmed', 'trainer_missing'])
  })

  test('the day of an assignment is kept, and a wrong one is told', () => {
    const assigned = (trained_date: string) =>
      training({ machine_trainer_assignments: [{ machine: 'LAMP', trainer: 'TECH-A', trained_date }] })
    expect(assigned('03/02/2025')).toMatchObject({ row: { assignments: [{ trained_date: '2025-02-03' }] } })
    expect(assigned('31/02/2025').issues).toMatchObject([
      { code: 'date_invalid', field: 'machine_trainer_assignments.0.trained_date' },
    ])
  })

  test('the older form: a list or a text with commas, and one trainer', () => {
    for (const trained_on_machines of [['LAMP', 'PUMP'], 'LAMP, PUMP']) {
      const result = training({ machine_trainer_assignments: undefined, trained_on_machines, trainer: 'TECH-B' })
      expect(result).toMatchObject({
        row: {
          assignments: [
            { machine: 'LAMP', trainer: 'TECH-B' },
            { machine: 'PUMP', trainer: 'TECH-B' },
          ],
        },
      })
    }
  })

  test.each([
    [{ id: 'x' }, 'no_invalid'],
    [{ name: '' }, 'required'],
    [{ room: 1 }, 'unknown_field'],
    [{ employee_id: '2'.repeat(21) }, 'too_long'],
    [{ machine_trainer_assignments: 'LAMP' }, 'assignment_invalid'],
    [{ machine_trainer_assignments: [{ machine: 'LAMP', coach: 'A' }] }, 'assignment_invalid'],
    [
      {
        machine_trainer_assignments: [
          { machine: 'LAMP', trainer: 'A' },
          { machine: 'LAMP', trainer: 'B' },
        ],
      },
      'assignment_duplicate',
    ],
  ])('%j is refused with %s', (changes, code) => {
    expect(training(changes).ok).toBe(false)
    expect(codesIn(training(changes).issues)).toContain(code)
  })
})

describe('departments', () => {
  test('keys and names are trimmed, doubles are merged', () => {
    const result = readDepartments({ '4A  ': ['LAMP ', 'LAMP', 'PUMP'], ER: [], '4A': ['BATH'] })
    expect(result).toMatchObject({
      ok: true,
      row: {
        departments: [{ code: '4A' }, { code: 'ER' }],
        machines: [
          { department: '4A', name: 'LAMP' },
          { department: '4A', name: 'PUMP' },
          { department: '4A', name: 'BATH' },
        ],
      },
    })
    expect(codesIn(result.issues)).toEqual([
      'master_list_untrimmed',
      'master_list_untrimmed',
      'machine_duplicate',
      'department_duplicate',
    ])
    expect(result.ok && departmentCodes(result.row)).toEqual(new Set(['4A', 'ER']))
  })

  test.each([[[]], [null], [{ ER: 'LAMP' }], [{ ER: [1] }], [{ ' ': [] }]])('%j is refused', (raw) =>
    expect(readDepartments(raw).ok).toBe(false),
  )
})

describe('settings', () => {
  const hash = `pbkdf2:sha256:600000$salt$${'0a'.repeat(32)}`

  test('the standard roles have 18, 11 and 3 permissions', () => {
    expect(Object.values(standardRoles).map((permissions) => new Set(permissions).size)).toEqual([18, 11, 3])
  })

  test('missing keys get defaults, unknown keys stay', () => {
    const result = readSettings({ theme: 'dark', scheduler_interval_hours: 48 })
    const values = result.ok
      ? Object.fromEntries(result.row.settings.map(({ key, value }) => [key, JSON.parse(value)]))
      : {}
    expect(values).toMatchObject({
      theme: 'dark',
      scheduler_interval_hours: 48,
      email_send_time_hour: 7,
      cc_emails: '',
    })
    expect(Object.keys(values)).toHaveLength(13)
  })

  test('a hash is kept, a clear password never, not even in an issue', () => {
    const result = readSettings({
      users: [
        { username: 'a', password: hash, role: 'Admin' },
        { username: 'b', password: 'open-sesame', role: 'Viewer' },
      ],
    })
    expect(result).toMatchObject({
      ok: true,
      row: {
        users: [
          { username: 'a', role: 'Admin', password_hash: hash, must_reset: false, is_active: true },
          { username: 'b', role: 'Viewer', password_hash: null, must_reset: true, is_active: true },
        ],
      },
    })
    expect(JSON.stringify(result)).not.toContain('open-sesame')
  })

  test('forms of password hashes', () => {
    expect(
      [
        hash,
        `$2b$12$${'a'.repeat(53)}`,
        '$argon2id$v=19$m=65536,t=3,p=4$c2FsdA$aGFzaA',
        `scrypt:32768:8:1$salt$${'f'.repeat(128)}`,
      ].every(isPasswordHash),
    ).toBe(true)
    expect(['', 'password', 'pbkdf2:sha256', '$2b$', `pbkdf2:sha256:1$s$${'0'.repeat(300)}`].some(isPasswordHash)).toBe(
      false,
    )
  })

  test.each([
    [[]],
    [{ scheduler_interval_hours: 0 }],
    [{ recipient_email: 'nobody' }],
    [{ email_notifications_enabled: 'yes' }],
    [{ users: [{ username: 'a', password: hash, role: 'King' }] }],
    [{ users: [{ password: hash }] }],
    [{ roles: { Admin: 'all' } }],
  ])('%j is refused', (raw) => expect(readSettings(raw).ok).toBe(false))
})

describe('audit log', () => {
  const event = (changes: Record<string, unknown> = {}) =>
    readAudit({
      id: 1,
      timestamp: '2025-06-01 08:15:00',
      event_type: 'User Action',
      performed_by: 'User',
      description: 'Done',
      status: 'Success',
      details: { a: 1 },
      ...changes,
    })

  test('an event', () => {
    expect(event()).toEqual({
      ok: true,
      issues: [],
      row: {
        id: 1,
        occurred_at: '2025-06-01T08:15:00.000Z',
        event_type: 'User Action',
        performed_by: 'User',
        description: 'Done',
        status: 'Success',
        details: '{"a":1}',
        imported: true,
      },
    })
  })

  test.each([
    [{ id: '1' }, 'no_invalid'],
    [{ timestamp: '2025-02-30 08:00:00' }, 'timestamp_invalid'],
    [{ timestamp: '2025-06-01 24:00:00' }, 'timestamp_invalid'],
    [{ status: 'OK' }, 'status_unknown'],
    [{ description: '' }, 'required'],
    [{ ip: 'x' }, 'unknown_field'],
  ])('%j is refused with %s', (changes, code) =>
    expect(event(changes)).toMatchObject({ ok: false, issues: [{ code }] }),
  )

  test('an unknown type of event is kept and told', () => {
    expect(event({ event_type: 'Party' })).toMatchObject({ ok: true, issues: [{ code: 'event_type_unknown' }] })
  })
})
