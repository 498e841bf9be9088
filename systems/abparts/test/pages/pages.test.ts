/** What people do on the spare parts' pages, in a real browser, and the database looked at afterwards. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { lookAtAll, screens, settled, sizes } from '@millwright/dashboard/testing/looks'
import { openStage, type There } from '@millwright/dashboard/testing/place'
import { openDatabase } from '../../src/database/open.ts'
import { addSamples } from '../../src/protocols/samples.ts'
import { generateReminders } from '../../src/service/reminders.ts'
import { describeEachPlace, id, prepare } from '../http/support.ts'

const file = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url))
const stage = openStage({ abparts: file('pages/index.tsx') })

const more = `
  update inventory set minimum_stock_recommendation = 150 where warehouse_id = '${id(32)}';
  update protocol_checklist_items set estimated_quantity = 2 where id = '${id(63)}';
  update machines set current_hours = 240`

const pages = [
  ['abparts-maintenance', '/app'],
  ['abparts-begin', '/app/work?begin='],
  ['abparts-checklist', `/app/work/${id(71)}`],
  ['abparts-reminders', '/app/reminders'],
  ['abparts-overdue', '/app/reminders?show=overdue&as_of=2025-06-09T12:00'],
  ['abparts-protocols', '/app/protocols'],
  ['abparts-protocols-none', '/app/protocols?search=nothing'],
  ['abparts-protocol', `/app/protocols/${id(52)}`],
  ['abparts-stock', '/app/stock'],
  ['abparts-stock-low', '/app/stock?is_low=true'],
  ['abparts-part', `/app/stock/${id(41)}`],
] as const

describeEachPlace("the spare parts' pages", (place) => {
  let at: There
  let folder: string
  const database = (): string => place().url
  beforeAll(async () => {
    await prepare(database(), more)
    const db = await openDatabase(database())
    await db.transaction(addSamples)
    await db.exec(`insert into maintenance_executions (id, machine_id, protocol_id, performed_by_user_id)
      values ('${id(71)}', '${id(21)}', '${id(51)}', '${id(11)}')`)
    await db.transaction((tx) => generateReminders(tx, new Date('2025-06-06T20:00:00Z')))
    await db.close()
    folder = mkdtempSync(join(tmpdir(), 'abparts-pages-'))
    const config = {
      database: database(),
      migrations: file('migrations'),
      label: 'Spare parts',
      application: file('src/dashboard.ts'),
    }
    writeFileSync(join(folder, 'millwright.config.ts'), `export default ${JSON.stringify(config)}\n`)
    at = await stage.place({ project: { folder } })
  }, 120_000)
  afterAll(async () => {
    await at.close()
    rmSync(folder, { recursive: true, force: true })
  }, 60_000)

  const open = async (role: 'viewer' | 'operator' | 'admin', path: string, name: string = role): Promise<Page> => {
    const page = await at.enter(role, { viewport: sizes.wide, reducedMotion: 'reduce' }, name)
    await page.goto(`${at.url}/e/main${path}`)
    await settled(page)
    return page
  }

  /** Asks through the pages' own server: an embedded database belongs to it. */
  const read = async (page: Page, path: string): Promise<unknown> =>
    (await page.request.get(`${at.url}/api/environments/main/app${path}`)).json()

  test.each(screens)(
    '%s and %s: nothing to complain of',
    async (size, colorScheme) => {
      await lookAtAll(at, { size, colorScheme, pages, label: 'Spare parts' })
    },
    240_000,
  )

  test('a checklist is begun, answered item by item, skipped with a reason, and finished with its critical items', async () => {
    const page = await open('admin', '/app')
    await page.getByRole('link', { name: 'Begin a checklist' }).click()
    await page.getByLabel('Machine', { exact: true }).selectOption({ label: 'A1 (A1)' })
    await page.getByLabel('Protocol').selectOption({ label: 'Service 250' })
    await page.getByRole('button', { name: 'Begin', exact: true }).click()
    await page.getByRole('heading', { name: 'Service 250 on A1' }).waitFor()
    const execution = new URL(page.url()).pathname.split('/').at(-1) ?? ''
    await page.getByRole('button', { name: 'Skip “Renew the filter”' }).click()
    await page.getByRole('button', { name: 'Skip it' }).click()
    await page.getByText('Say why it is skipped').waitFor()
    await page.getByLabel('Why “Renew the filter” is skipped').fill('no filter in the van')
    await page.getByRole('button', { name: 'Skip it' }).click()
    await page.getByText('no filter in the van').waitFor()
    await page.getByLabel('Hours of the machine now').fill('241.5')
    await page.getByRole('button', { name: 'Finish', exact: true }).click()
    await page.getByText('1 critical items are open', { exact: false }).waitFor()
    await page.getByLabel('Used of Filter (pieces)').fill('2')
    await page.getByRole('button', { name: 'Done: “Renew the filter”' }).click()
    await page.getByText('1 of 1 items are done.').waitFor()
    expect(await page.evaluate('document.activeElement?.getAttribute("aria-label")')).toBe('Done: “Renew the filter”')
    await page.getByRole('button', { name: 'Finish', exact: true }).click()
    await page.getByText('completed', { exact: true }).waitFor()
    const done = (await read(page, `/maintenance-protocols/executions/${execution}`)) as Record<string, unknown>
    expect(done).toMatchObject({ status: 'completed', machine_hours_at_service: 241.5, next_service_due_hours: 491.5 })
    const moved = (await read(page, `/transactions?part_id=${id(41)}&limit=1`)) as readonly Record<string, unknown>[]
    expect(moved[0]).toMatchObject({ transaction_type: 'consumption', quantity: 2, machine_name: 'A1' })
    await page.context().close()
  }, 60_000)

  test('two people work through one list: each sees what the other did, and an item that both do is done once', async () => {
    const [one, other] = [
      await open('operator', `/app/work/${id(71)}`, 'Ona'),
      await open('operator', `/app/work/${id(71)}`, 'Otto'),
    ]
    const looks = (page: Page) => page.getByRole('button', { name: 'Done: “Look”' })
    await Promise.all([looks(one).click(), looks(other).click()])
    await Promise.all([one, other].map((page) => page.getByText('1. Look: done.').waitFor()))
    await one.getByRole('button', { name: 'Done: “Listen”' }).click()
    await other.getByText('2 of 2 items are done.').waitFor({ timeout: 20_000 })
    const found = (await read(one, `/maintenance-protocols/executions/${id(71)}`)) as Record<string, unknown>
    expect(found['checklist_completions']).toHaveLength(2)
    await one.context().close()
    await other.context().close()
  }, 60_000)

  test('a protocol is put into another order by the keyboard, and a reminder is answered', async () => {
    const page = await open('admin', `/app/protocols/${id(51)}`)
    const down = page.getByRole('button', { name: 'Move “Look” down' })
    await down.focus()
    await page.keyboard.press('Enter')
    await page.getByText('“Look” is number 2 now.').waitFor({ state: 'attached' })
    await page.getByText('2. Look').waitFor()
    const list = (await read(page, `/maintenance-protocols/${id(51)}/checklist-items`)) as readonly Record<
      string,
      unknown
    >[]
    expect(list.map(({ item_description: words }) => words)).toEqual(['Listen', 'Look'])
    await page.goto(`${at.url}/e/main/app/reminders`)
    await settled(page)
    await page.getByRole('button', { name: 'Dismiss Service 250 on B1' }).click()
    await page.getByText('Service 250 on B1: dismissed.').waitFor()
    expect(await page.evaluate('document.activeElement?.tagName')).toBe('H1')
    expect(await page.getByRole('button', { name: 'Dismiss Service 250 on B1' }).count()).toBe(0)
    await page.context().close()
  }, 60_000)

  test('stock is searched, and what ran low is found with its movements', async () => {
    const page = await open('admin', '/app/stock')
    await page.getByRole('combobox', { name: 'Stock', exact: true }).selectOption({ label: 'below its minimum' })
    await page.getByRole('button', { name: 'Show' }).click()
    await page.waitForURL(/is_low=true/)
    await settled(page)
    expect(await page.locator('tbody tr').count()).toBe(1)
    await page.getByRole('link', { name: 'P-1 Filter' }).click()
    await page.getByRole('heading', { name: 'P-1 Filter' }).waitFor()
    await page.getByRole('cell', { name: 'creation' }).first().waitFor()
    await page.context().close()
  }, 60_000)

  test('a checklist that is not there says so', async () => {
    const page = await open('admin', `/app/work/${id(99)}`)
    await page.getByRole('alert').waitFor()
    expect(await page.getByRole('heading', { level: 1 }).count()).toBe(1)
    await page.context().close()
  }, 60_000)

  test('a viewer sees it all and changes nothing, also past the pages', async () => {
    const page = await open('viewer', `/app/work/${id(71)}`)
    expect(await page.getByRole('button', { name: /^Done|^Skip|^Finish/ }).count()).toBe(0)
    const path = `/maintenance-protocols/executions/${id(71)}/checklist/${id(61)}/complete`
    const refused = await page.request.post(`${at.url}/api/environments/main/app${path}`, {
      data: { status: 'skipped' },
      headers: { origin: at.url },
    })
    expect(refused.status()).toBe(403)
    await page.context().close()
  }, 60_000)
})
