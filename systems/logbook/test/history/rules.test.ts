import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { down, isProblem, openDatabase, type Project, rehearse, status, up } from 'millwright'
import { describe, expect, test } from 'vitest'
import { logbookProject, root } from '../../src/project.ts'
import { bookAt } from '../book.ts'
import { change, emptyPlace, query } from '../support.ts'

const goUp = (project: Project, target: string) => up(project, { target, yes: true, backup: false })
const goDown = (project: Project, target: string) => down(project, { target, yes: true, backup: false })
const wordsOf = async (work: Promise<unknown>): Promise<string> => {
  const end = await work.catch((error: unknown) => error)
  if (isProblem(end)) return `${end.code} ${end.text.what}`
  return JSON.stringify(end, (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value))
}

describe('the drafts, from texts to numbers and back', () => {
  test('every spelling of the form; what cannot be read is kept word for word', async () => {
    const { db, project } = await bookAt('r03')
    const texts = [`22'6"`, `24' 3"`, '22-06', '7ft 4in', '24', `9'`, '', 'abt 23 ft', `22'12"`]
    for (const [at, text] of texts.entries())
      change(
        db,
        `insert into hitch_records (id, start_date, draft_forward, total_fuel_gallons, created_at)
          values (${900 + at}, '2024-01-01', '${text.replaceAll("'", "''")}', 0, '2024-01-01')`,
      )
    await goUp(project, 'r04c')
    const read = query(
      db,
      'select draft_forward_feet as f, draft_forward_inches as i from hitch_records where id >= 900 order by id',
    )
    expect(read.map(({ f, i }) => [f, i])).toEqual([
      [22, 6],
      [24, 3],
      [22, 6],
      [7, 4],
      [24, 0],
      [9, 0],
      [null, null],
      [null, null],
      [null, null],
    ])
    const residue = query(db, 'select text from mw_residue where row_id >= 900 order by row_id').map(({ text }) => text)
    expect(residue).toEqual(texts.slice(1))
    await goDown(project, 'r03')
    const again = query(db, 'select draft_forward as text from hitch_records where id >= 900 order by id')
    expect(again.map(({ text }) => text)).toEqual(texts)
  })

  test('a draft that was corrected meanwhile comes back as it was corrected, not as it was written', async () => {
    const { db, project } = await bookAt('r03')
    change(
      db,
      `insert into hitch_records (id, start_date, draft_forward, draft_aft, total_fuel_gallons, created_at)
        values (900, '2024-01-01', '22-06', 'abt 23 ft', 0, '2024-01-01')`,
    )
    await goUp(project, 'r04c')
    change(
      db,
      'update hitch_records set draft_forward_feet = 21, draft_aft_feet = 23, draft_aft_inches = 1 where id = 900',
    )
    await goDown(project, 'r04b')
    expect(query(db, 'select draft_forward as f, draft_aft as a from hitch_records where id = 900')).toEqual([
      { f: `21'6"`, a: `23'1"` },
    ])
  })
})

test('the revision that changes no table stands in the history all the same', async () => {
  const { project } = await bookAt('r06')
  const { migrations, current } = await status(project)
  expect(current).toEqual(['r06'])
  expect(migrations.find(({ id }) => id === 'r06')).toMatchObject({ name: 'utc_defaults', state: 'applied' })
})

describe('the hitch of a record', () => {
  test('is the newest start that is not after it; what is older than every hitch has none', async () => {
    const { db, project } = await bookAt('r09a')
    change(
      db,
      `insert into daily_fuel_tickets (id, ticket_date, meter_start, meter_end, consumption_gallons, service_tank_pair, engineer_name, created_at)
        values (901, '2024-12-31 08:00:00.000000', 1, 2, 1, '7', 'Old Hand', '2024-12-31');
      insert into hitch_records (id, date, total_fuel_gallons, is_start, created_at) values (902, '2025-02-01 00:00:00', 0, null, '2025-02-01')`,
    )
    await goUp(project, 'r09b')
    expect(query(db, 'select hitch_id from daily_fuel_tickets where id = 901')).toEqual([{ hitch_id: null }])
    const wrong = query(
      db,
      `select t.id from daily_fuel_tickets t where hitch_id is not (select id from hitch_records h
        where coalesce(is_start, 1) = 1 and date <= t.ticket_date order by date desc, id desc limit 1)`,
    )
    expect(wrong).toEqual([])
    expect(query(db, 'select count(*) as n from daily_fuel_tickets where hitch_id = 902')).not.toEqual([{ n: 0 }])
  })
})

describe('the tenth revision lists what breaks its rules before it touches anything', () => {
  test('a dirty book stays at the revision before', async () => {
    const { db, project } = await bookAt('r10a', { profile: 'dirty' })
    const before = query(db, "select name, sql from sqlite_schema where name not like 'millwright%' order by name")
    const words = await wordsOf(goUp(project, 'r10c'))
    for (const rule of [
      'no two soundings at one moment',
      'tank 17s: whole feet and inches on the tape',
      'no title longer than 50 characters',
      'every entry belongs to a sounding that is there',
      'no meter runs backwards unless it came round',
      'at most one pair of tanks in service',
      'every role is one of the three',
    ])
      expect(words).toContain(rule)
    expect(query(db, "select name, sql from sqlite_schema where name not like 'millwright%' order by name")).toEqual(
      before,
    )
    expect((await status(project)).current).toEqual(['r10a'])
  })

  test('two soundings of one moment: their numbers are named, and both stay', async () => {
    const { db, project } = await bookAt('r10a')
    change(
      db,
      'update weekly_soundings set recorded_at = (select recorded_at from weekly_soundings where id = 2) where id = 5',
    )
    expect(await wordsOf(goUp(project, 'r10c'))).toMatch(/no two soundings at one moment.*2,5/)
    expect(query(db, 'select count(*) as n from weekly_soundings where id in (2, 5)')).toEqual([{ n: 2 }])
  })

  test('a meter that came round goes through once somebody says so', async () => {
    const { db, project } = await bookAt('r10a')
    change(db, 'update daily_fuel_tickets set meter_end = 3 where id = 40')
    await expect(wordsOf(goUp(project, 'r10c'))).resolves.toContain('no meter runs backwards')
    change(db, 'update daily_fuel_tickets set rollover = 1 where id = 40')
    await expect(goUp(project, 'r10c')).resolves.toMatchObject({ verdict: 'PROVED' })
  })
})

test('the program works on every step of a rename by copy', async () => {
  const { db, project } = await bookAt('r12a')
  const write = (id: number, column: string) =>
    change(db, `update weekly_soundings set ${column} = 'written at ${id}' where id = ${id}`)
  const both = (id: number) =>
    query(db, `select new_field as old, remarks as new from weekly_soundings where id = ${id}`)
  write(1, 'new_field')
  expect(both(1)).toEqual([{ old: 'written at 1', new: 'written at 1' }])
  await goUp(project, 'r12b')
  write(3, 'new_field')
  expect(both(3)).toEqual([{ old: 'written at 3', new: 'written at 3' }])
  expect(both(2)).toEqual([{ old: 'Read twice; calm sea', new: 'Read twice; calm sea' }])
  await goUp(project, 'r12c')
  write(5, 'remarks')
  await goDown(project, 'r12b')
  expect(both(5)).toEqual([{ old: 'written at 5', new: 'written at 5' }])
  expect(both(2)).toEqual([{ old: 'Read twice; calm sea', new: 'Read twice; calm sea' }])
})

describe.each(['r13', 'r15c', 'r17'])('nothing of the book is erased, at %s', (target) => {
  const forbidden: readonly (readonly [string, string, string])[] = [
    ['an entry deleted', 'delete from orb_entries where id = 1', 'struck through, never erased'],
    ['an entry changed', "update orb_entries set entry_text = 'nothing' where id = 1", 'struck through, never changed'],
    ['an entry moved to another day', "update orb_entries set entry_date = '2020-01-01' where id = 1", 'never changed'],
    [
      'an entry replaced under its number',
      "insert or replace into orb_entries (id, entry_date, code, entry_text, created_at) values (1, '2025-01-01', 'C', 'x', '2025-01-01')",
      'the number of this entry is taken',
    ],
    ['an entry struck by nobody', "update orb_entries set struck_at = '2025-02-01' where id = 1", 'by somebody'],
    ['a sounding deleted', 'pragma foreign_keys = off; delete from weekly_soundings where id = 1', 'is kept'],
  ]

  test('and the database itself refuses it', async () => {
    const { db } = await bookAt(target)
    const before = query(db, 'select * from orb_register order by id')
    for (const [, text, words] of forbidden) expect(() => change(db, text)).toThrow(words)
    expect(query(db, 'select * from orb_register order by id')).toEqual(before)
  })

  test('an entry is struck once, and stays struck', async () => {
    const { db } = await bookAt(target)
    change(db, "update orb_entries set struck_at = '2025-02-01', struck_by = 'Tove Aldergrove' where id = 1")
    expect(() => change(db, 'update orb_entries set struck_at = null, struck_by = null where id = 1')).toThrow(
      'stays so',
    )
    expect(() => change(db, "update orb_entries set struck_by = 'Somebody Else' where id = 1")).toThrow('stays so')
  })
})

test('an entry that was struck keeps its mark: there is no way back behind the revision that brought it', async () => {
  const { db, project } = await bookAt('r13')
  change(db, "update orb_entries set struck_at = '2025-02-01', struck_by = 'Tove Aldergrove' where id = 1")
  const before = query(db, 'select * from orb_register order by id')
  expect(await wordsOf(goDown(project, 'r12c'))).toContain('struck_entries_would_lose_their_mark')
  expect((await status(project)).current).toEqual(['r13'])
  expect(query(db, 'select * from orb_register order by id')).toEqual(before)
})

describe('what else the last revision refuses', () => {
  test.each([
    ['a ticket deleted', 'delete from daily_fuel_tickets where id = 1', 'a fuel ticket is kept'],
    [
      'a hitch deleted',
      'pragma foreign_keys = off; delete from hitch_records where id = 1',
      'the record of a hitch is kept',
    ],
    ['a sounding changed', 'update weekly_soundings set tank_17p_gallons = 1 where id = 1', 'is not changed'],
    [
      'a second ticket of a day',
      'insert into daily_fuel_tickets select 999, ticket_date, meter_start, meter_end, consumption_gallons, service_tank_pair, engineer_name, notes, created_at, null, null, null, null, null, null, hitch_id, rollover, null from daily_fuel_tickets where id = 1',
      'uq_daily_fuel_tickets_day',
    ],
    [
      'a second open hitch',
      "insert into hitch_records (date, total_fuel_gallons, is_start, created_at) values ('2026-01-01', 0, 1, '2026-01-01')",
      'uq_hitch_records_open',
    ],
    [
      'a second pair in service',
      "insert into service_tank_config (tank_pair, activated_at, created_at) values ('13', '2026-01-01', '2026-01-01')",
      'uq_service_tank_config_active',
    ],
    [
      'a machine that the ship has not',
      "insert into equipment_status (equipment_id, status, updated_at, updated_by, created_at) values ('SSDG9', 'online', '2026', 'A B', '2026')",
      'CHECK',
    ],
    [
      'an issue without a word',
      "insert into equipment_status (equipment_id, status, updated_at, updated_by, created_at) values ('PME', 'issue', '2026', 'A B', '2026')",
      'CHECK',
    ],
    ['a role of the old spelling', "update users set role = 'VIEWER' where id = 1", 'CHECK'],
    [
      'an event of the log deleted',
      "insert into audit_log (occurred_at, performed_by, action, subject, details) values ('2026', 'x', 'y', 'z', '{}'); delete from audit_log",
      'append-only',
    ],
  ])('%s', async (_, text, words) => {
    const { db } = await bookAt('r17')
    expect(() => change(db, text)).toThrow(words)
  })
})

describe('times', () => {
  test('by the clock and in UTC are the same instant, on both sides of the change of clocks', async () => {
    const { db } = await bookAt('r15c')
    expect(
      query(
        db,
        'select recorded_at_utc as utc, recorded_tz as tz from weekly_soundings where id in (1, 10) order by id',
      ),
    ).toEqual([
      { utc: '2025-01-05T15:00:00.000000Z', tz: '-05:00' },
      { utc: '2025-03-09T14:00:00.000000Z', tz: '-04:00' },
    ])
    expect(query(db, 'select vessel, zone from ship')).toEqual([{ vessel: 'MV Example', zone: 'America/New_York' }])
  })

  test('a spelling of its own comes back letter by letter', async () => {
    const { db, project } = await bookAt('r14')
    change(
      db,
      "update weekly_soundings set recorded_at = '2025-01-05T10:00:00-06:00' where id = 1; update weekly_soundings set recorded_at = '2025-01-12 10:00:00' where id = 2",
    )
    const before = query(db, 'select id, recorded_at from weekly_soundings order by id')
    await goUp(project, 'r15c')
    expect(query(db, 'select recorded_at_utc as utc, recorded_tz as tz from weekly_soundings where id = 1')).toEqual([
      { utc: '2025-01-05T16:00:00.000000Z', tz: '-06:00' },
    ])
    await goDown(project, 'r14')
    expect(query(db, 'select id, recorded_at from weekly_soundings order by id')).toEqual(before)
  })

  test('a time that came twice is asked about, not guessed', async () => {
    const { db, project } = await bookAt('r15a')
    change(db, "update weekly_soundings set recorded_at = '2025-11-02 01:30:00' where id = 3")
    expect(await wordsOf(rehearse(project, { target: 'r15c' }))).toContain('came twice in America/New_York')
    expect((await status(project)).current).toEqual(['r15a'])
    change(db, "update weekly_soundings set recorded_at = '2025-11-02 01:30:00-05:00' where id = 3")
    await expect(goUp(project, 'r15c')).resolves.toMatchObject({ verdict: 'PROVED' })
  })

  test('a title of more than 50 characters has no way back into the narrow column: refused, nothing changed', async () => {
    const { db, project } = await bookAt('r15c')
    change(db, `update weekly_soundings set engineer_title = '${'t'.repeat(60)}' where id = 1`)
    await wordsOf(goDown(project, 'r15b'))
    expect((await status(project)).current).toEqual(['r15c'])
    expect(query(db, 'select length(engineer_title) as n from weekly_soundings where id = 1')).toEqual([{ n: 60 }])
  })
})

test('what goes lost on a way back is named before it is done, and is not done without a yes', async () => {
  const { project } = await bookAt('r08')
  const words = await wordsOf(down(project, { target: 'r04c', backup: false }))
  expect(words).toMatch(/^RUN122 /)
  for (const loss of ['drop column ticket_number', 'drop table users', 'drop table chat_sessions'])
    expect(words.toLowerCase()).toContain(loss)
  expect((await status(project)).current).toEqual(['r08'])
})

test('schema.sql is what the whole history gives', async () => {
  const { project } = await bookAt('r17')
  const written = await logbookProject(emptyPlace())
  const file = written.url.replace('sqlite:', '')
  change(file, readFileSync(join(root, 'schema.sql'), 'utf8'))
  expect(await schemaOf(written)).toEqual(await schemaOf(project))
})

async function schemaOf(of: Project): Promise<unknown> {
  const db = await openDatabase(of, { readOnly: true })
  try {
    const schema = await of.dialect.inspect(db)
    return Object.fromEntries(
      Object.entries(schema).map(([kind, list]: [string, readonly { readonly name: string }[]]) => [
        kind,
        list.filter(({ name }) => !name.startsWith('millwright_')).toSorted((a, b) => (a.name < b.name ? -1 : 1)),
      ]),
    )
  } finally {
    await db.close()
  }
}
