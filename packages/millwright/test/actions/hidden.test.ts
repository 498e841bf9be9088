import { describe, expect, test } from 'vitest'
import { backupCreate } from '../../src/actions/backup.ts'
import { backupCompare } from '../../src/actions/backup-compare.ts'
import { hidesOf } from '../../src/actions/hidden.ts'
import { rowsOf } from '../../src/actions/rows.ts'
import { up } from '../../src/actions/up.ts'
import { exec, problemOf, projectWith, table } from '../run/project-with.ts'

const users = table('users', 'id integer primary key, name text, password_hash text, email text')
const keys = table('keys', 'apiKey text primary key, name text')

async function withUsers() {
  const project = await projectWith({ '0001_users.sql': users, '0002_keys.sql': keys }, { hide: ['users.email'] })
  await up(project)
  exec(
    project,
    `insert into users values (1, 'Ann', 'abc', 'ann@example.org'), (2, 'Ben', null, null);
     insert into keys values ('k1', 'one'), ('k2', 'two')`,
  )
  return project
}

describe('values of hidden columns', () => {
  test('are not on a page of rows; that there is one is', async () => {
    const { rows } = await rowsOf(await withUsers(), { table: 'users', limit: 10 })
    expect(rows).toEqual([
      [1n, 'Ann', '(hidden)', '(hidden)'],
      [2n, 'Ben', null, null],
    ])
  })

  test('cannot be guessed by a filter', async () => {
    const project = await withUsers()
    const guess = (column: string) => rowsOf(project, { table: 'users', limit: 10, filter: { column, text: 'a' } })
    for (const column of ['password_hash', 'email'])
      expect(await problemOf(guess(column))).toMatchObject({ code: 'ROWS102' })
    expect((await guess('name')).rows).toHaveLength(1)
  })

  test('do not stand in the address of the next page', async () => {
    const page = await rowsOf(await withUsers(), { table: 'keys', limit: 1 })
    expect(page).toMatchObject({ rows: [['(hidden)', 'one']] })
    expect(page.next).toBeUndefined()
  })

  test('are counted where they differ from a backup, and not told', async () => {
    const project = await withUsers()
    const { id } = await backupCreate(project)
    exec(project, "update users set password_hash = 'xyz' where id = 1; delete from keys where apiKey = 'k2'")
    const { tables } = await backupCompare(project, { id, rows: 10 })
    expect(tables).toMatchObject([
      { table: 'keys', removed: 1, rows: [{ kind: 'removed', key: ['(hidden)'], cells: { name: ["'two'", null] } }] },
      {
        table: 'users',
        changed: 1,
        columns: { password_hash: 1 },
        rows: [{ key: ['1'], cells: { password_hash: ['(hidden)', '(hidden)'] } }],
      },
    ])
    expect(JSON.stringify(tables)).not.toMatch(/xyz|abc|k2/)
  })
})

test.each([
  ['password', true],
  ['passwordHash', true],
  ['api_key', true],
  ['refresh_token', true],
  ['client_secret', true],
  ['secretary', false],
  ['passed', false],
  ['keyboard', false],
  ['tokenizer', false],
])('a column called %s is hidden: %s', (column, isHidden) => {
  expect(hidesOf({ config: { database: '' } })('any', column)).toBe(isHidden)
})
