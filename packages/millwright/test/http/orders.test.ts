/** Each action that the command line knows, asked for over HTTP, and what it left behind. */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, describe, expect, test, vi } from 'vitest'
import type { Job } from '../../src/http/jobs/job.ts'
import { type At, makeProject, type Person, remove, serveAt, until } from './place.ts'

vi.setConfig({ testTimeout: 90_000 }) // each job is a process of its own

const ends: (() => Promise<void> | void)[] = []
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end()
})

async function place(flags: Partial<At> = {}, rows = 10) {
  const folder = makeProject(rows)
  ends.push(() => remove(folder))
  const there = await serveAt({ folder, ...flags })
  ends.push(() => there.served.close())
  return { folder, ann: await there.as('operator', 'Ann'), ...there }
}

const at = 'environments/main'
const ended = (person: Person, id: string): Promise<Job> =>
  until(async () => {
    const job = await person.read<Job>(`${at}/jobs/${id}`)
    return job.state === 'running' ? undefined : job
  })
async function doing(person: Person, action: string, input: object = {}): Promise<Job> {
  const { status, body } = await person.ask(`${at}/${action}`, input)
  expect([status, body]).toEqual([202, expect.anything()])
  return ended(person, (body as Job).id)
}
async function confirmed(person: Person, { id }: Job): Promise<Job> {
  expect(await person.ask(`${at}/jobs/${id}/confirm`, { typed: 'Shop' })).toMatchObject({ status: 200 })
  return ended(person, id)
}
const itemsIn = (file: string): number => {
  const db = new DatabaseSync(file, { readOnly: true })
  try {
    return Number(db.prepare('select count(*) as n from item').get()?.['n'])
  } finally {
    db.close()
  }
}

describe('the history', () => {
  test('stamp records without running, and says what was not looked at', async () => {
    const { folder, ann } = await place()
    await doing(ann, 'up', { target: '0001' })
    const job = await doing(ann, 'stamp', { target: '0002' })
    expect(job).toMatchObject({ state: 'done', exit: 0, result: { recorded: ['0002'] } })
    expect(itemsIn(join(folder, 'shop.db'))).toBe(0)
    expect(await ann.read(`${at}/status`)).toMatchObject({ current: ['0002'], pending: 0 })
  })

  test('merge joins two heads with a file', async () => {
    const { folder, ann } = await place()
    const write = (name: string, text: string) => writeFileSync(join(folder, 'migrations', name), text)
    write(
      '0003_bin.sql',
      '-- migrate:up\n\ncreate table bin (id integer primary key);\n-- migrate:down\ndrop table bin;\n',
    )
    const merged = await doing(ann, 'merge', { migrations: ['0002', '0003'], title: 'join them' })
    expect(merged).toMatchObject({ exit: 0, result: { parents: ['0002', '0003'] } })
    const file = (merged.result as { file: string }).file
    expect(readFileSync(file, 'utf8')).toContain('0002')
  })

  test('squash puts one file in the place of several', async () => {
    const { folder, ann } = await place()
    remove(join(folder, 'migrations/0002_items.ts'))
    writeFileSync(
      join(folder, 'migrations/0002_bin.sql'),
      '-- migrate:up\ncreate table bin (id integer primary key);\n-- migrate:down\ndrop table bin;\n',
    )
    const job = await doing(ann, 'squash', { title: 'version 1' })
    expect(job).toMatchObject({ exit: 0, result: { replaced: ['0001', '0002'] } })
    expect(readdirSync(join(folder, 'migrations')).filter((name) => name.endsWith('.sql'))).toHaveLength(1)
  })

  test('generate writes the way to the wanted schema, and diff shows it without writing', async () => {
    const { folder, ann } = await place()
    await doing(ann, 'up')
    const wanted = 'create table item (id integer primary key, name text not null, place text);\n'
    writeFileSync(join(folder, 'schema.sql'), wanted)
    const diff = await doing(ann, 'diff', { from: 'database', to: 'schema.sql' })
    expect(diff).toMatchObject({ exit: 0, result: { equal: false, destructive: false } })
    const job = await doing(ann, 'generate', { title: 'add place', prove: true })
    expect(job).toMatchObject({ exit: 0, result: { destructive: false, reversible: true } })
    expect(readdirSync(join(folder, 'migrations')).some((name) => name.includes('add_place'))).toBe(true)
    expect(await doing(ann, 'diff', { from: 'migrations', to: 'schema.sql' })).toMatchObject({
      result: { equal: true },
    })
  })

  test('adopt takes over what another tool made', async () => {
    const { folder, ann } = await place()
    remove(join(folder, 'migrations'))
    mkdirSync(join(folder, 'migrations'))
    const db = new DatabaseSync(join(folder, 'shop.db'))
    db.exec(
      "create table alembic_version (version_num text); insert into alembic_version values ('abc'); create table part (id integer primary key)",
    )
    db.close()
    expect(await doing(ann, 'adopt', { dryRun: true })).toMatchObject({ result: { tool: 'Alembic' } })
    const job = await doing(ann, 'adopt', { asFound: true, retire: true })
    expect(job).toMatchObject({ exit: 0, result: { tool: 'Alembic', mode: expect.any(String) as string } })
    expect(readdirSync(join(folder, 'migrations'))).toHaveLength(1)
    expect(await ann.read(`${at}/status`)).toMatchObject({ pending: 0 })
  })

  test('sql, types and test answer with what their commands print', async () => {
    const { ann } = await place()
    await doing(ann, 'up')
    const sql = await doing(ann, 'sql', { from: 'base', target: '0001' })
    expect(sql.result).toMatchObject({ text: expect.stringContaining('create table item') as string })
    const types = await doing(ann, 'types')
    expect(types.result).toMatchObject({ text: expect.stringContaining('"item"') as string })
    expect(await doing(ann, 'test', { type: 'rollback' })).toMatchObject({ exit: 0, result: { ways: [] } })
  })
})

describe('no path and no address comes in over HTTP', () => {
  test.each([
    ['diff', { from: '/etc/passwd.sql', to: 'migrations' }],
    ['diff', { from: 'sqlite:/tmp/x.db', to: 'migrations' }],
    ['types', { out: '/tmp/types.ts' }],
    ['adopt', { schema: '/etc/hosts' }],
    ['generate', { title: 'x', fill: ['item.name=(select 1)'] }],
    ['sql', { target: '--config=/tmp/evil.ts' }],
  ])('%s %j is refused', async (action, input) => {
    const { ann } = await place()
    expect(await ann.ask(`${at}/${action}`, input)).toMatchObject({ status: 400 })
  })
})

describe('backups', () => {
  test('one is restored beside: the database stays, and the new one holds what the backup held', async () => {
    const { folder, ann } = await place()
    await doing(ann, 'up')
    const { result } = await doing(ann, 'backup-create')
    const { id } = result as { id: string }
    const db = new DatabaseSync(join(folder, 'shop.db'))
    db.exec('delete from item where id > 3')
    db.close()
    const job = await doing(ann, 'backup-restore-beside', { id })
    expect(job).toMatchObject({ state: 'done', exit: 0 })
    const beside = readdirSync(folder).filter((name) => /^shop_\d{8}_\d{6}\.db$/.test(name))
    expect(beside).toHaveLength(1)
    expect([itemsIn(join(folder, beside[0] as string)), itemsIn(join(folder, 'shop.db'))]).toEqual([10, 3])
  })

  test('one is compared with the database, row by row', async () => {
    const { folder, ann } = await place()
    await doing(ann, 'up')
    const { result } = await doing(ann, 'backup-create')
    const { id } = result as { id: string }
    const db = new DatabaseSync(join(folder, 'shop.db'))
    db.exec(
      "delete from item where id = 2; update item set name = 'other' where id = 3; insert into item values (11, 'new')",
    )
    db.close()
    expect(await doing(ann, 'backup-compare', { id })).toMatchObject({
      exit: 0,
      result: {
        differences: 3,
        tables: [
          {
            table: 'item',
            before: 10,
            after: 10,
            added: 1,
            removed: 1,
            changed: 1,
            columns: { name: 1 },
            rows: [
              { kind: 'removed', key: ['2'] },
              { kind: 'changed', key: ['3'], cells: { name: ["'item 3'", "'other'"] } },
              { kind: 'added', key: ['11'] },
            ],
          },
        ],
      },
    })
  })

  test('old ones are removed after a confirmation, and with two persons by the second one alone', async () => {
    const { folder, ann, as } = await place({ twoPersons: true })
    await doing(ann, 'up')
    for (const reason of ['one', 'two']) await doing(ann, 'backup-create', { reason })
    const backups = (): number =>
      readdirSync(join(folder, '.millwright/backups')).filter((name) => name.endsWith('.json')).length
    const before = backups()
    const asked = await doing(ann, 'backup-prune', { keep: 1, days: 0 })
    expect(asked).toMatchObject({ state: 'asks', problem: { code: 'RUN126' } })
    const waiting = await confirmed(ann, asked)
    expect([waiting.state, backups()]).toEqual(['waiting', before])
    const bea = await as('approver', 'Bea')
    expect(await bea.ask(`${at}/jobs/${asked.id}/approve`)).toMatchObject({ status: 200 })
    expect(await ended(bea, asked.id)).toMatchObject({ state: 'done', exit: 0, approvedBy: 'Bea' })
    expect(backups()).toBeLessThan(before)
  })
})

describe('a run', () => {
  test('that is under way comes to rest when it is cancelled, and the trail says who did it', async () => {
    const { folder, ann } = await place({}, 2500)
    const { body } = await ann.ask(`${at}/up`)
    const { id } = body as Job
    await until(async () => ((await ann.read<Job>(`${at}/jobs/${id}`)).run === undefined ? undefined : true))
    expect(await ann.ask(`${at}/jobs/${id}/cancel`)).toMatchObject({ status: 200, body: { cancelledBy: 'Ann' } })
    expect(await ended(ann, id)).toMatchObject({ verdict: 'PAUSED', exit: 5, cancelledBy: 'Ann' })
    expect(itemsIn(join(folder, 'shop.db'))).toBeLessThan(2500)
    expect(await ann.ask(`${at}/jobs/${id}/cancel`)).toMatchObject({ status: 409 })
    expect(readFileSync(join(folder, '.millwright/audit.ndjson'), 'utf8')).toContain('said: cancel')
  })

  test('that holds the lock loses it after a confirmation', async () => {
    const { folder, ann } = await place()
    const { run } = await doing(ann, 'up')
    const held = (): unknown => {
      const db = new DatabaseSync(join(folder, 'shop.db'))
      try {
        return db.prepare('select run from millwright_lock').get()?.['run']
      } finally {
        db.close()
      }
    }
    const db = new DatabaseSync(join(folder, 'shop.db'))
    db.exec(`update millwright_lock set run = '${run}', holder = 'elsewhere process 1'`)
    db.close()
    const asked = await doing(ann, 'unlock')
    expect([asked.state, asked.problem?.code, held()]).toEqual(['asks', 'RUN126', run])
    expect(await confirmed(ann, asked)).toMatchObject({ exit: 0, result: { held: true, run } })
    expect(held()).toBeNull()
  })

  test('plan, report and place in the list of reports can be read; a rehearsal stands beside it', async () => {
    const { ann } = await place()
    await doing(ann, 'rehearse')
    const { run } = await doing(ann, 'up')
    const plan = await ann.read<{ hash: string; items: readonly { migration: string }[] }>(`${at}/runs/${run}/plan`)
    expect(plan.items.map(({ migration }) => migration)).toEqual(['0001', '0002'])
    const { reports, total } = await ann.read<{
      reports: readonly { plan: string; rehearsal: boolean }[]
      total: number
    }>(`${at}/reports`)
    expect(total).toBe(2)
    expect(reports.map(({ rehearsal, plan: hash }) => [rehearsal, hash === plan.hash])).toEqual([
      [false, true],
      [true, true],
    ])
    const { boxes } = await ann.read<{ boxes: readonly { table: { name: string } }[] }>(`${at}/schema/drawing`)
    expect(boxes.map(({ table }) => table.name)).toEqual(['item'])
  })
})
