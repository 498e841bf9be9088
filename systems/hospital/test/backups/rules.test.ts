import { describe, expect, test } from 'vitest'
import { kindOf, nameRule, namesFor } from '../../src/backups/names.ts'
import {
  badName,
  damaged,
  inUse,
  mustStay,
  noRoom,
  noSuchBackup,
  notBroughtUp,
  ofNewerProgram,
  restoredOtherwise,
} from '../../src/backups/problems.ts'
import { keptBecause, outdated } from '../../src/backups/retention.ts'
import { isSecret, openValueOf, withoutSecrets } from '../../src/backups/secrets.ts'
import type { Shelved } from '../../src/backups/shelf.ts'

describe('names', () => {
  test('tell the kind and the second, and count where two are of one second', () => {
    const [first, second] = namesFor('full', '2026-01-31T23:59:58.123Z')
    expect([first, second]).toEqual(['full_backup_20260131_235958.zip', 'full_backup_20260131_235958_2.zip'])
    expect([...namesFor('settings', '2026-01-31T23:59:58.123Z')][0]).toBe('settings_backup_20260131_235958.json')
    for (const name of [first, second]) expect(kindOf(name ?? '')).toBe('full')
    expect(kindOf('settings_backup_20260131_235958_12.json')).toBe('settings')
  })

  test.each([
    '',
    '..',
    '.',
    'full_backup_1.zip',
    'full_backup_20260131_235958.zip.partial',
    'settings_backup_20260131_235958.zip',
  ])('%j is the name of no backup', (name) => expect(kindOf(name)).toBeUndefined())

  test.each(['a/b', 'a\\b', 'a b', 'ä', 'a%2Fb', 'a\n', 'a\u0000'])('%j may name no file', (name) =>
    expect(nameRule.test(name)).toBe(false),
  )
})

const shelved = (name: string, createdAt: string, database = 'backup_20200101_000000'): Shelved => ({
  name,
  kind: 'full',
  path: name,
  bytes: 1,
  isReadable: true,
  createdAt,
  createdBy: 'x',
  reason: 'y',
  manifest: {
    format: 1,
    created_at: createdAt,
    created_by: 'x',
    reason: 'y',
    migrations: [],
    database: { id: database, sha256: '', tables: {} },
    files: [],
  },
})

describe('retention', () => {
  const now = '2026-06-30T12:00:00.000Z'
  const none = new Set<string>()
  const old = ['a', 'b', 'c', 'd', 'e'].map((name, at) => shelved(name, `2026-01-0${9 - at}T00:00:00.000Z`))

  test('the three newest stay however old they are; the others go after thirty days', () => {
    expect(outdated(old, none, now).map(({ name }) => name)).toEqual(['d', 'e'])
    expect([...keptBecause(old, none)]).toEqual(['a', 'b', 'c'].map((name) => [name, 'it is one of the newest 3']))
  })

  test('one that a run needs stays', () => {
    const needed = [...old.slice(0, 4), shelved('e', '2026-01-05T00:00:00.000Z', 'backup_20260105_000000')]
    const ids = new Set(['backup_20260105_000000'])
    expect(outdated(needed, ids, now).map(({ name }) => name)).toEqual(['d'])
    expect(keptBecause(needed, ids).get('e')).toBe('a run needs it for its way back')
  })

  test('one that cannot be read stays for a person to look at, and does not count', () => {
    const broken = { ...shelved('broken', '2026-01-10T00:00:00.000Z'), isReadable: false }
    expect(outdated([broken, ...old], none, now).map(({ name }) => name)).toEqual(['d', 'e'])
    expect(keptBecause([broken, ...old], none).has('broken')).toBe(false)
  })

  test('thirty days are thirty days, to the millisecond', () => {
    const young = ['2026-06-30', '2026-06-29', '2026-06-28'].map((day) => shelved(day, `${day}T00:00:00.000Z`))
    const [exactly, over] = ['2026-05-31T12:00:00.000Z', '2026-05-31T11:59:59.999Z'].map((at) => shelved(at, at))
    const list = [...young, exactly as Shelved, over as Shelved]
    expect(outdated(list, none, now).map(({ name }) => name)).toEqual([over?.name])
  })
})

describe('secrets', () => {
  test.each([
    'password_hash',
    'smtp_password',
    'api_key',
    'vapid_private_key',
    'token',
    'auth',
    'client_secret',
    'PWD',
  ])('%s is one', (name) => expect(isSecret(name)).toBe(true))

  test.each(['key', 'recipient_email', 'keyboard', 'author', 'must_reset', 'email_send_time_hour', 'monkey'])(
    '%s is none',
    (name) => expect(isSecret(name)).toBe(false),
  )

  test('they are taken out of rows and of what settings hold, however deep', () => {
    expect(withoutSecrets('users', { id: 1, username: 'a', password_hash: 'x' })).toEqual({ id: 1, username: 'a' })
    const value = JSON.stringify({ host: 'h', password: 'x', list: [{ token: 'x', port: 1 }] })
    expect(withoutSecrets('settings', { key: 'smtp', value })).toEqual({
      key: 'smtp',
      value: { host: 'h', list: [{ port: 1 }] },
    })
    expect(withoutSecrets('settings', { key: 'smtp_password', value: '"x"' })).toEqual({
      key: 'smtp_password',
      value: null,
    })
    expect(openValueOf('broken', '{')).toBeNull()
  })
})

const refusals = [
  badName(),
  noSuchBackup('a.zip'),
  mustStay('a.zip', 'it is one of the newest 3'),
  damaged('a.zip', 'it has no manifest'),
  ofNewerProgram('a.zip', ['0099', '0100']),
  notBroughtUp('a.zip', 'a check failed'),
  inUse(),
  noRoom(),
]

test('every refusal says what is wrong and that nothing was changed', () => {
  expect(refusals.map(({ status, code, message }) => `${status} ${code}: ${message}`)).toEqual([
    '400 bad_name: The name of a backup has only letters, digits, dots, dashes and underscores',
    '404 not_found: There is no backup a.zip',
    '409 backup_kept: The backup a.zip stays: it is one of the newest 3',
    '409 backup_damaged: The backup a.zip is not what it was: it has no manifest. Nothing was changed; use another one',
    '409 backup_of_newer_program: The backup a.zip was made by a newer program: this one does not know migration 0099, 0100. Nothing was changed; restore it with that program',
    '409 backup_not_brought_up: The backup a.zip could not be brought to the form of this program: a check failed. Nothing was changed',
    '409 database_in_use: Another program works with the database, so it cannot be replaced. Nothing was changed; try again',
    '503 disk_full: There is not enough room on the disk. Nothing was changed; make room and try again',
  ])
})

test('a restore that did not end as it should says where the state before is', () => {
  const { code, exit, text } = restoredOtherwise('a.zip', 'b.zip', 'a row differs')
  expect({ code, exit, text }).toEqual({
    code: 'HOSP601',
    exit: 3,
    text: {
      what: 'The backup a.zip was restored, but the database is not equal to it: a row differs.',
      state: 'Something else may have written to the database since. What was there before is whole in b.zip.',
      next: 'Restore b.zip, or a.zip once more while nothing else works with the database.',
    },
  })
})
