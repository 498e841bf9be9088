/** What people of the hospital do in a browser, to the end, with the database looked at afterwards. */
import { settled, sizes } from '@millwright/dashboard/testing/looks'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { hospitalStage, type Shown } from './support.ts'

const stage = hospitalStage()
let at: Shown

beforeAll(async () => {
  at = await stage.shown()
}, 120_000)
afterAll(() => at.close())

const wide = { viewport: sizes.wide }
const long = { timeout: 20_000 }

type Device = { readonly serial: string; readonly model: string; readonly manufacturer: string; readonly id: number }

const device = (register: 'ocm' | 'ppm', number: number): Device =>
  at.query(`select * from ${register}_equipment where no = ${number}`)[0] as Device

const pageOf = (register: 'ocm' | 'ppm', { serial }: Device): string =>
  `${at.url}/e/main/app/${register}/${encodeURIComponent(serial)}`

describe('an engineer', () => {
  test('finds a device, changes it, sees it in the history, and it stands in the database', async () => {
    const { serial, id } = device('ocm', 3)
    const page = await at.enter('operator', wide, 'Edda')
    await page.goto(`${at.url}/e/main/app/ocm`)
    await page.getByRole('searchbox', { name: 'Search' }).fill(serial)
    await page.getByRole('button', { name: 'Show' }).click()
    await page.getByRole('link', { name: serial, exact: true }).click()
    await page.getByRole('textbox', { name: 'Model' }).fill('NEW MODEL 9')
    await page.getByLabel('Warranty until').fill('2031-05-06')
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByRole('status').filter({ hasText: 'Saved: Model, Warranty until.' }).waitFor(long)
    await page.getByText('model: ').waitFor(long)
    expect(at.query(`select model, warranty_end from ocm_equipment where id = ${id}`)).toEqual([
      { model: 'NEW MODEL 9', warranty_end: '2031-05-06' },
    ])
    expect(at.query('select performed_by, event_type from audit_log order by id desc limit 1')).toEqual([
      { performed_by: 'Edda (dashboard operator)', event_type: 'Equipment Updated' },
    ])
    await page.context().close()
  })

  test('is told field by field what is wrong; the first such field has the focus, and nothing is stored', async () => {
    const one = device('ppm', 4)
    const page = await at.enter('operator', wide)
    await page.goto(pageOf('ppm', one))
    await page.getByRole('textbox', { name: 'Manufacturer' }).fill('')
    await page.getByRole('textbox', { name: 'Quarter I: engineer' }).fill('E'.repeat(120))
    await page.getByRole('button', { name: 'Save' }).click()
    await page.locator('.entry .wrong').first().waitFor(long)
    expect(await page.locator('.entry .wrong').count()).toBe(2)
    await expect
      .poll(() => page.evaluate('document.activeElement?.labels?.[0]?.textContent'), long)
      .toBe('Manufacturer')
    expect(device('ppm', 4)).toEqual(one)
    await page.context().close()
  })

  test('whose device was changed meanwhile sees what the other one did, keeps what was typed, and puts it on top', async () => {
    const one = device('ocm', 5)
    const [first, second] = [await at.enter('operator', wide, 'Finn'), await at.enter('admin', wide, 'Greta')]
    await first.goto(pageOf('ocm', one))
    await first.getByRole('textbox', { name: 'Model' }).fill('MINE')
    await second.goto(pageOf('ocm', one))
    await second.getByRole('textbox', { name: 'Manufacturer' }).fill('THEIRS')
    await second.getByRole('button', { name: 'Save' }).click()
    await second.getByRole('status').filter({ hasText: 'Saved' }).waitFor(long)
    await first.getByRole('button', { name: 'Save' }).click()
    await first.getByText('Somebody changed this device meanwhile').waitFor(long)
    await first.getByRole('cell', { name: 'THEIRS', exact: true }).waitFor(long)
    expect(device('ocm', 5).model).toBe(one.model)
    expect(await first.getByRole('textbox', { name: 'Model' }).inputValue()).toBe('MINE')
    expect(await first.getByRole('textbox', { name: 'Manufacturer' }).inputValue()).toBe('THEIRS')
    await first.getByRole('button', { name: 'Save' }).click()
    await first.getByRole('status').filter({ hasText: 'Saved: Model.' }).waitFor(long)
    expect(device('ocm', 5)).toMatchObject({ model: 'MINE', manufacturer: 'THEIRS' })
    for (const page of [first, second]) await page.context().close()
  })

  test('notes by the keyboard alone that a quarter was done', async () => {
    const one = device('ppm', 6)
    const page = await at.enter('operator', wide)
    await page.goto(pageOf('ppm', one))
    await page.getByLabel('Quarter', { exact: true }).focus()
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Tab')
    await page.keyboard.type('06152025')
    for (let presses = 0; presses < 6; presses++) {
      await page.keyboard.press('Tab')
      if ((await page.evaluate('document.activeElement?.textContent')) === 'Note it') break
    }
    await page.keyboard.press('Enter')
    await page.getByRole('status').filter({ hasText: 'Quarter II: done on' }).waitFor(long)
    expect(await page.evaluate('document.activeElement?.textContent')).toBe('Note it')
    expect(at.query(`select completed_on from ppm_visit where equipment_id = ${one.id} and quarter = 2`)).toEqual([
      { completed_on: '2025-06-15' },
    ])
    await page.context().close()
  })

  test('adds a device and deletes it again, and only with its serial', async () => {
    const page = await at.enter('operator', wide)
    await page.goto(`${at.url}/e/main/app/ocm?add=1`)
    const fields = {
      Serial: 'A/B #7',
      Name: 'PUMP',
      Department: 'ER',
      Model: 'M',
      Manufacturer: 'ACME',
      'Log number': '1',
      Engineer: 'TECH-A',
    }
    for (const [label, value] of Object.entries(fields)) await page.getByLabel(label, { exact: true }).fill(value)
    await page.getByRole('button', { name: 'Add the device' }).click()
    await page.getByRole('heading', { level: 1, name: 'PUMP A/B #7' }).waitFor(long)
    const mine = () => at.query("select department from ocm_equipment where serial = 'A/B #7'")
    expect(mine()).toEqual([{ department: 'ER' }])
    await page.getByText('Delete it').click()
    await page.getByLabel('Type the serial').fill('something else')
    await page.getByRole('button', { name: 'Delete the device' }).click()
    await page.getByText('nothing was deleted').waitFor(long)
    expect(mine()).toHaveLength(1)
    await page.getByLabel('Type the serial').fill('A/B #7')
    await page.getByRole('button', { name: 'Delete the device' }).click()
    await page.getByRole('heading', { level: 1, name: 'OCM devices' }).waitFor(long)
    expect(mine()).toEqual([])
    await page.context().close()
  })
})

describe('what is chosen stands in the address', () => {
  test('the calendar of a month counts what the database has, and a day lists it', async () => {
    const page = await at.enter('viewer', wide)
    const [found] = at.query(`select due_date, count(*) as n from ppm_visit where due_date like '2025-09-%'
      group by due_date order by n desc, due_date limit 1`) as readonly { due_date: string; n: number }[]
    expect(found).toBeDefined()
    await page.goto(`${at.url}/e/main/app/calendar?month=2025-09&register=ppm`)
    await page
      .locator('.month a')
      .filter({ has: page.locator('.number-of-day', { hasText: new RegExp(`^${Number(found?.due_date.slice(8))}$`) }) })
      .click()
    await settled(page)
    expect(page.url()).toContain(`day=${found?.due_date}`)
    await expect.poll(() => page.locator('tbody tr').count(), long).toBe(found?.n)
    await page.context().close()
  })

  test('a filtered list has as many devices as the database, sorted by what its title says', async () => {
    const page = await at.enter('viewer', wide)
    const [{ department, n }] = at.query(
      'select department, count(*) as n from ocm_equipment group by department order by n desc limit 1',
    ) as unknown as readonly [{ department: string; n: number }]
    await page.goto(`${at.url}/e/main/app/ocm?department=${encodeURIComponent(department)}`)
    await page
      .getByRole('status')
      .filter({ hasText: `${n} device` })
      .waitFor(long)
    await page.getByRole('columnheader', { name: 'Serial' }).getByRole('link').click()
    await page.locator('th[aria-sort="ascending"]', { hasText: 'Serial' }).waitFor(long)
    const serials = await page.locator('tbody td:nth-child(2)').allTextContents()
    const expected = at.query(
      `select serial from ocm_equipment where department = '${department}' order by serial limit 20`,
    )
    expect(serials).toEqual(expected.map(({ serial }) => serial))
    await page.context().close()
  })
})

describe('a viewer', () => {
  test('reads the registers and is offered no change; training is not for them, and the page says so', async () => {
    const page = await at.enter('viewer', wide)
    await page.goto(pageOf('ocm', device('ocm', 1)))
    await settled(page)
    await page.getByRole('heading', { name: 'History' }).waitFor(long)
    expect(await page.getByRole('button', { name: /Save|Delete|Note it/ }).count()).toBe(0)
    await page.goto(`${at.url}/e/main/app/training`)
    await page.getByText('Your role does not read training records').waitFor(long)
    const status = await page.evaluate(
      async (path) => {
        const headers = { 'Content-Type': 'application/json' }
        return (await fetch(path, { method: 'PATCH', headers, body: '{"Model":"X"}' })).status
      },
      `/api/environments/main/app/api/equipment/ocm/${encodeURIComponent(device('ocm', 1).serial)}`,
    )
    expect(status).toBe(403)
    await page.context().close()
  })

  test('of a device that is gone is told so, with a way on', async () => {
    const page = await at.enter('viewer', wide)
    await page.goto(`${at.url}/e/main/app/ocm/no-such-serial`)
    await page.getByText('There is no device with serial no-such-serial').waitFor(long)
    await page.getByRole('link', { name: 'All OCM devices' }).click()
    await page.getByRole('heading', { level: 1, name: 'OCM devices' }).waitFor(long)
    await page.context().close()
  })
})

test('labels of a sheet are pictures of the serials, and print without the rest of the page', async () => {
  const page = await at.enter('viewer', wide)
  await page.goto(`${at.url}/e/main/app/barcodes`)
  await page.locator('.labels img').nth(29).scrollIntoViewIfNeeded()
  await expect
    .poll(
      () => page.evaluate(`[...document.querySelectorAll('.labels img')].filter((one) => one.naturalWidth > 0).length`),
      long,
    )
    .toBe(30)
  await page.emulateMedia({ media: 'print' })
  expect(await page.locator('.side').isVisible()).toBe(false)
  expect(await page.getByRole('button', { name: 'Print this sheet' }).isVisible()).toBe(false)
  expect(await page.locator('.labels img').first().isVisible()).toBe(true)
  await page.context().close()
})
