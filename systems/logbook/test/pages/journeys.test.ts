/** What people on board do in a browser, to the end, with the book's file looked at afterwards. */
import { settled, sizes } from '@millwright/dashboard/testing/looks'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { bookStage, type Shown } from './support.ts'

const stage = bookStage()
let at: Shown

beforeAll(async () => {
  at = await stage.shown()
}, 120_000)
afterAll(() => at.close())

const narrow = { viewport: sizes.narrow }
const long = { timeout: 20_000 }

const count = (table: string): number => Number(at.query(`select count(*) as n from ${table}`)[0]?.['n'])

describe('an engineer with a phone', () => {
  test('enters a sounding, sees the volume at once, and finds it in the book with its two entries', async () => {
    const before = { soundings: count('weekly_soundings'), entries: count('orb_entries') }
    const page = await at.enter('operator', narrow, 'Ines')
    await page.goto(`${at.url}/e/main/app/soundings`)
    await page.getByLabel('Read on').fill('2025-04-13T10:00')
    await page.getByLabel('Engineer').fill("A. O'Brien")
    await page.getByLabel('Title').fill('1st Assistant Engineer')
    await page.getByLabel('17P feet').fill('1')
    await page.getByLabel('17P inches').fill('9')
    await page.locator('.volume', { hasText: '783 gal, 2.96 m³' }).waitFor(long)
    await page.getByLabel('17S feet').fill('2')
    await page.getByLabel('17S inches').fill('6')
    await page.getByRole('button', { name: 'Book it' }).click()
    await page.getByText('Booked, with the entries C and I below.').waitFor(long)
    await page.getByText('34.3 2.96 m³ retained').waitFor(long)
    expect(count('weekly_soundings')).toBe(before.soundings + 1)
    expect(count('orb_entries')).toBe(before.entries + 2)
    const [stored] = at.query('select * from weekly_soundings order by id desc limit 1')
    expect(stored).toMatchObject({ tank_17p_gallons: 783, tank_17p_m3: 2.96, engineer_name: "A. O'Brien" })
    expect(at.query('select performed_by, action from audit_log order by id desc limit 1')).toEqual([
      { performed_by: 'Ines (dashboard operator)', action: 'book sounding' },
    ])
    await page.context().close()
  })

  test('is told beside the tank what its table does not have, and nothing is booked', async () => {
    const before = count('weekly_soundings')
    const page = await at.enter('operator', narrow)
    await page.goto(`${at.url}/e/main/app/soundings`)
    await page.getByLabel('Read on').fill('2025-04-20T10:00')
    await page.getByLabel('Engineer').fill('Odd Larkspur')
    await page.getByLabel('Title').fill('Chief Engineer')
    for (const [name, value] of [
      ['17P feet', '3'],
      ['17P inches', '5'],
      ['17S feet', '1'],
      ['17S inches', '1'],
    ] as const)
      await page.getByLabel(name).fill(value)
    await page.getByRole('button', { name: 'Book it' }).click()
    await expect.poll(() => page.getByLabel('17P feet').getAttribute('aria-invalid'), long).toBe('true')
    expect(await page.getByLabel('17S feet').getAttribute('aria-invalid')).toBe('false')
    expect(await page.getByLabel('Engineer').inputValue()).toBe('Odd Larkspur')
    expect(count('weekly_soundings')).toBe(before)
    await page.context().close()
  })

  test("books the day's ticket from where the one before ended; the figures follow", async () => {
    const [last] = at.query('select meter_end from daily_fuel_tickets order by ticket_date desc limit 1')
    const page = await at.enter('operator', narrow)
    await page.goto(`${at.url}/e/main/app/fuel`)
    await expect.poll(() => page.getByLabel('Meter from, gal').inputValue(), long).toBe(String(last?.['meter_end']))
    await page.getByLabel('Of', { exact: true }).fill('2025-04-12T08:00')
    await page.getByLabel('Meter to, gal').fill(String(Number(last?.['meter_end']) + 222.2))
    await page.getByLabel('Engineer').fill('Marek Quillfeather')
    await page.getByRole('button', { name: 'Book it' }).click()
    await page.getByText('Booked: 222.2 gal burnt.').waitFor(long)
    const [stored] = at.query(
      "select consumption_gallons as g from daily_fuel_tickets where ticket_date like '2025-04-12%'",
    )
    expect(Number(stored?.['g'])).toBeCloseTo(222.2, 5)
    await page.context().close()
  })

  test('writes a bunkering into the book, signed as every entry is', async () => {
    const page = await at.enter('operator', narrow)
    await page.goto(`${at.url}/e/main/app/book`)
    await settled(page)
    await page.getByLabel('Done on').fill('2025-04-14T09:30')
    await page.getByLabel('Engineer').fill('Odd Larkspur')
    await page.getByLabel('Title').fill('Chief Engineer')
    await page.getByLabel('What was done, one item a line').fill('26.1 Example Harbour\n\n26.3 12.5 t of fuel oil')
    await page.getByRole('button', { name: 'Write it into the book' }).click()
    await page.getByText('stands in the book.').waitFor(long)
    expect(at.query("select entry_text from orb_entries where code = 'H'")).toEqual([
      {
        entry_text:
          'DATE: 14 APR 2025\nCODE: H\n\n26.1 Example Harbour\n26.3 12.5 t of fuel oil\n\nOdd Larkspur, (Chief Engineer) 14 APR 2025',
      },
    ])
    expect(await page.getByText('Strike entry').count()).toBe(0) // an engineer writes, and strikes nothing
    await page.context().close()
  })
})

test('a chief engineer strikes a wrong entry: it stays legible, and what is right stands in its place', async () => {
  const [newest] = at.query(
    "select id, entry_text from orb_entries where code = 'C' order by entry_date desc, id desc limit 1",
  )
  const id = Number(newest?.['id'])
  const page = await at.enter('admin', { viewport: sizes.wide }, 'Tove')
  await page.goto(`${at.url}/e/main/app/book?code=C`)
  const entry = page.getByRole('article', { name: `Entry ${id},` })
  await entry.locator('summary').click()
  await entry.getByRole('button', { name: `Strike entry ${id}` }).click()
  await entry.getByText('nothing was struck').waitFor(long)
  expect(at.query(`select struck_at from orb_entries where id = ${id}`)).toEqual([{ struck_at: null }])
  await entry.getByLabel('What stands in its place').fill('CODE: C\n11.3 1.00 m³ retained')
  await entry.getByLabel('the entry is wrong').check()
  await entry.getByRole('button', { name: `Strike entry ${id}` }).click()
  await page.getByText('by Tove (dashboard admin)').waitFor(long)
  expect(
    await page
      .getByRole('article', { name: `Entry ${id},` })
      .locator('del')
      .textContent(),
  ).toBe(newest?.['entry_text'])
  expect(at.query(`select entry_text, struck_by from orb_entries where id = ${id}`)).toEqual([
    { entry_text: newest?.['entry_text'], struck_by: 'Tove (dashboard admin)' },
  ])
  expect(at.query(`select entry_text from orb_entries where replaces_id = ${id}`)).toEqual([
    { entry_text: 'CODE: C\n11.3 1.00 m³ retained' },
  ])
  await page.context().close()
})

test('a viewer reads the book and is offered nothing; the server would refuse it as well', async () => {
  const page = await at.enter('viewer', { viewport: sizes.wide })
  for (const path of ['soundings', 'fuel', 'book', 'hitches']) {
    await page.goto(`${at.url}/e/main/app/${path}`)
    await settled(page)
    expect(await page.getByRole('button', { name: /Book|Write|Strike|hitch/ }).count(), path).toBe(0)
  }
  const status = await page.evaluate(async () => {
    const headers = { 'Content-Type': 'application/json' }
    const path = '/api/environments/main/app/api/orb-entries'
    return (await fetch(path, { method: 'POST', headers, body: '{}' })).status
  })
  expect(status).toBe(403)
  await page.context().close()
})

test('the board shows the levels of the last sounding as the file has them', async () => {
  const [last] = at.query('select * from weekly_soundings order by recorded_at_utc desc limit 1')
  const page = await at.enter('viewer', { viewport: sizes.wide })
  await page.goto(`${at.url}/e/main/app`)
  for (const [name, key] of [
    ['Tank 17P', 'tank_17p_m3'],
    ['Tank 17S', 'tank_17s_m3'],
  ] as const)
    await page
      .getByRole('region', { name })
      .getByText(`${Number(last?.[key]).toFixed(2)} m³`)
      .waitFor(long)
  await page
    .getByRole('region', { name: 'Oil record book' })
    .getByText(`${count('orb_entries')} entries`)
    .waitFor(long)
  await page.context().close()
})
