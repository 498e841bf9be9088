import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { proveBackup } from '../../src/backup/prove.ts'
import { readBackup } from '../../src/backup/read.ts'
import { restoreRows } from '../../src/backup/restore.ts'
import { type Backup, writeBackup } from '../../src/backup/write.ts'
import { onConnection } from '../../src/database/engine.ts'
import { projectOf } from '../../src/manager/options.ts'
import { differences, stateOf } from '../../src/tester/state.ts'
import type { Throwaway } from '../../src/tester/throwaway.ts'
import { change, describeEachTarget } from '../support/targets.ts'

const minutes = 120_000

/** What a database may hold besides the tables of the old model. */
const odd = `
  create type mood as enum ('sad', 'it''s "ok"');
  create table "Odd ""name" (id bigint primary key, amount numeric(20,10), raw bytea, doc jsonb, tags text[], at timestamptz, feeling mood, yes boolean);
  insert into "Odd ""name" values
    (9007199254740993, 0.1000000000, '\\x00ff', '{"a": [1.50, 12345678901234567890, "x"]}', '{"a,b",NULL,"q\\"uote"}', '2025-03-04 05:06:07.123456+02', 'it''s "ok"', true),
    (2, null, null, null, null, null, null, null), (3, -99999999.9999999999, '', '[]', '{}', 'infinity', 'sad', false);
  create table keyless (line text);
  insert into keyless values ('b'), (null), ('ä'), ('a'), ('a'), (E'two\\nlines')`

async function written(made: Throwaway, mostRows?: number): Promise<Backup> {
  const project = await projectOf(made)
  const order = { id: 'x', directory: join(made.directory, 'b'), ...(mostRows === undefined ? {} : { mostRows }) }
  return onConnection(project, (db) => writeBackup(project, db, order))
}

/** Seals a changed backup again, as somebody would who knows how. */
function resealed(path: string, from: string, to: string): void {
  const text = readFileSync(path, 'utf8').replace(from, to)
  const head = text.slice(0, text.lastIndexOf('"end":'))
  const sha256 = createHash('sha256').update(head).digest('hex')
  writeFileSync(path, `${head}"end":${JSON.stringify({ sha256 })}}\n`)
}

describeEachTarget('a backup', ({ make }) => {
  test('holds every table with every value, and is proved by a restore', { timeout: minutes }, async () => {
    const made = await make()
    await change(made.url, odd)
    const backup = await written(made)
    await proveBackup(await projectOf(made), backup.path)
    const { tables } = await readBackup(await projectOf(made), backup.path)
    expect(tables.map(({ name }) => name)).toEqual(
      [
        'Odd "name',
        'customer_order_items',
        'customer_orders',
        'inventory',
        'keyless',
        'machines',
        'organizations',
      ].concat(['part_usage', 'parts', 'stock_adjustments', 'supplier_order_items', 'supplier_orders', 'users']),
    )
    expect(tables[0]?.rows.map((row) => JSON.parse(row) as unknown)).toEqual([
      ['2', null, null, null, null, null, null, null],
      ['3', '-99999999.9999999999', '', [], [], 'infinity', 'sad', false],
      [
        '9007199254740993',
        '0.1000000000',
        'AP8=',
        { a: [1.5, 12345678901234567000, 'x'] },
        ['a,b', null, 'q"uote'],
        '2025-03-04 03:06:07.123456+00',
        `it's "ok"`,
        true,
      ],
    ])
    expect(tables.find(({ name }) => name === 'keyless')).toMatchObject({ row_count: 6, primary_key: [] })
  })

  test('with many rows keeps them in files beside it, and is proved all the same', { timeout: minutes }, async () => {
    const made = await make()
    const backup = await written(made, 10)
    const { tables } = await readBackup(await projectOf(made), backup.path)
    const file = join(made.directory, 'b', 'migration_backup_x', 'users.ndjson')
    expect(tables.find(({ name }) => name === 'users')).toMatchObject({
      row_count: 5,
      rows_file: 'migration_backup_x/users.ndjson',
    })
    expect(readFileSync(file, 'utf8').trim().split('\n')).toHaveLength(5)
    expect(statSync(file).mode & 0o777).toBe(0o600)
    const project = await projectOf(made)
    await proveBackup(project, backup.path)
    writeFileSync(file, readFileSync(file, 'utf8').replace('user_1', 'user_x'))
    await expect(proveBackup(project, backup.path)).rejects.toMatchObject({ code: 'ABP214', exit: 4 })
  })

  test('P-16 that does not bring back what was written is none, even with a seal', { timeout: minutes }, async () => {
    const made = await make()
    const backup = await written(made)
    resealed(backup.path, 'Oraseas EE', 'Oraseas XX')
    await expect(proveBackup(await projectOf(made), backup.path)).rejects.toMatchObject({
      code: 'ABP214',
      message: `The backup ${backup.path} does not bring back the table organizations: 3 of 3 rows, or others.`,
    })
  })

  test('that cannot be finished leaves no file with its name', { timeout: minutes }, async () => {
    const made = await make()
    mkdirSync(join(made.directory, 'b', 'migration_backup_x.json.partial', 'in the way'), { recursive: true })
    await expect(written(made)).rejects.toThrow()
    expect(existsSync(join(made.directory, 'b', 'migration_backup_x.json'))).toBe(false)
  })

  test('gives rows back: changed ones, missing ones, and without those that came since', {
    timeout: minutes,
  }, async () => {
    const made = await make()
    const before = await stateOf(made)
    const backup = await written(made)
    await change(
      made.url,
      `create function shout() returns trigger language plpgsql as $$ begin new.name := upper(new.name); return new; end $$;
        create trigger shout before insert or update on parts for each row execute function shout();
        update parts set name = 'x'; delete from part_usage; update inventory set current_stock = 0;
        insert into organizations (id, name, type) values (md5('later')::uuid, 'Later', 'Customer');
        insert into machines (id, organization_id, model_type, name, serial_number)
          values (md5('later')::uuid, md5('later')::uuid, 'V4.0', 'Later', 'Later')`,
    )
    const project = await projectOf(made)
    const names = ['parts', 'part_usage', 'inventory', 'organizations', 'machines']
    await restoreRows(project, backup.path, names)
    await change(made.url, 'drop trigger shout on parts; drop function shout()')
    expect(differences(before, await stateOf(made))).toEqual([])
  })

  test.each([undefined, 3])(
    'is read with its key alone where backups are encrypted, the files of rows too (%s rows at most in one)',
    { timeout: minutes },
    async (mostRows) => {
      const made = await make()
      const backup = await withKey(key, () => written(made, mostRows))
      const names = readdirSync(join(made.directory, 'b'), { recursive: true, encoding: 'utf8' })
      const files = names.map((name) => join(made.directory, 'b', name)).filter((path) => statSync(path).isFile())
      expect(files.length).toBeGreaterThan(mostRows === undefined ? 0 : 5)
      for (const path of files) expect(readFileSync(path, 'latin1')).not.toMatch(/password_hash|argon|@example/)
      await withKey(key, async () => proveBackup(await projectOf(made), backup.path))
      const read = (other: string) => withKey(other, async () => readBackup(await projectOf(made), backup.path))
      expect((await read(key)).sha256).toBe(backup.sha256)
      await expect(read('')).rejects.toMatchObject({ code: 'BAK121' })
      await expect(read('another passphrase of some length')).rejects.toMatchObject({ code: 'BAK122' })
    },
  )

  test('one whose encrypted bytes were changed is none', { timeout: minutes }, async () => {
    const made = await make()
    const backup = await withKey(key, () => written(made, 3))
    const rows = join(made.directory, 'b', 'migration_backup_x', 'users.ndjson')
    const prove = () => withKey(key, async () => proveBackup(await projectOf(made), backup.path))
    for (const path of [rows, backup.path]) {
      const bytes = readFileSync(path)
      const last = bytes.length - 1
      bytes[last] = (bytes[last] ?? 0) ^ 1
      writeFileSync(path, bytes)
      await expect(prove()).rejects.toMatchObject({ code: 'ABP213', exit: 4 })
      bytes[last] ^= 1
      writeFileSync(path, bytes)
      await prove()
    }
  })
})

const key = 'a passphrase of this test'

/** With this key in the environment; without one where it is empty. */
async function withKey<T>(given: string, work: () => Promise<T>): Promise<T> {
  vi.stubEnv('MILLWRIGHT_BACKUP_KEY', given)
  try {
    return await work()
  } finally {
    vi.unstubAllEnvs()
  }
}
