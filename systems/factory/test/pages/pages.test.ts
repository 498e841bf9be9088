/** What people do on the factory's pages, in a real browser, and the same figures out of the database. */
import { sql } from 'millwright'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { lookAtAll, screens, settled, sizes } from '@millwright/dashboard/testing/looks'
import { openStage, type There } from '@millwright/dashboard/testing/place'
import { openUrl } from '../../src/database/open.ts'
import { describeEachDatabase } from '../support/databases.ts'
import { applications, makeFactory, projectOf } from './factory-place.ts'

const stage = openStage(applications)

const days = 'from=2025-03-28&to=2025-03-29'

const pages = [
  ['factory-sites', '/app'],
  ['factory-oee', `/app/oee/S1/W1?${days}`],
  ['factory-oee-machine', `/app/oee/S1/W1/M1?${days}&by=shift&shift=A`],
  ['factory-machines', '/app/machines/S1'],
  ['factory-states', `/app/states/S1?${days}`],
  ['factory-states-machine', `/app/states/S1/W1/M2?${days}`],
  ['factory-downtime', `/app/downtime/S1?${days}&planned=true&reason=BELT`],
  ['factory-losses', `/app/losses/S1/W1?${days}`],
  ['factory-quality', `/app/quality/S1?${days}`],
  ['factory-shift', '/app/shift/S1?from=2025-03-28&to=2025-03-28&shift=B'],
  ['factory-standard', `/app/standard/S1/W1/M1?${days}`],
  ['factory-empty', '/app/oee/S1?from=2024-01-01&to=2024-01-02'],
  ['factory-nowhere', '/app/oee/S1/none'],
] as const

describeEachDatabase('the pages of the factory', (bench) => {
  let at: There
  let project: ReturnType<typeof projectOf>
  let url: string
  beforeAll(async () => {
    url = bench.newUrl()
    await makeFactory(url)
    project = projectOf(url)
    at = await stage.place({ project })
  }, 120_000)
  afterAll(async () => {
    await at.close()
    project.remove()
  })

  /** Asks the database itself, and none of the code that answers the pages. */
  async function inDatabase<T extends number | string>(question: ReturnType<typeof sql>): Promise<T> {
    const { db } = await openUrl(url)
    try {
      return (await db.get(question))?.['answer'] as T
    } finally {
      await db.close()
    }
  }

  const rowsOf = async (page: Page, caption: string): Promise<readonly (readonly string[])[]> => {
    const region = page.getByRole('region', { name: caption, exact: true, includeHidden: true })
    const rows = await region.locator('tbody tr').all()
    return Promise.all(rows.map((row) => row.locator('td').allTextContents()))
  }

  describe.skipIf(bench.name === 'PGlite')('on every screen', () => {
    test.each(screens)(
      '%s and %s: nothing to complain of, nothing beyond the edge, one heading',
      (size, colorScheme) => lookAtAll(at, { size, colorScheme, pages, label: 'Factory', role: 'viewer' }),
      240_000,
    )
  })

  test('from the site down to a machine by the figures of a chart, and they are those of the database', async () => {
    const page = await at.enter('viewer', { viewport: sizes.wide, reducedMotion: 'reduce' })
    await page.getByRole('link', { name: 'Factory', exact: true }).click()
    await page.getByRole('link', { name: 'Site', exact: true }).click()
    await page.getByRole('link', { name: 'Line', exact: true }).click()
    await page.getByRole('heading', { name: 'OEE inside Line' }).waitFor()
    await settled(page)
    expect(new URL(page.url()).pathname).toBe('/e/main/app/oee/S1/W1')
    await page.getByLabel('First day').fill('2025-03-28')
    await page.getByLabel('Last day').fill('2025-03-29')
    await page.locator('select[name=shift]').selectOption('A')
    await page.getByRole('button', { name: 'Show' }).click()
    await page.waitForURL(/shift=A/)
    await page.getByText('Change').first().waitFor({ state: 'attached' })
    await settled(page)
    const [best] = await rowsOf(page, 'OEE inside Line, with the change since the days before')
    const drawing = page.getByRole('img', { name: /^OEE of 3 places/ })
    await expect.poll(() => drawing.locator('canvas').count()).toBe(1)
    const box = await drawing.boundingBox()
    if (box === null) throw new Error('there is no drawing')
    await drawing.click({ position: { x: 160, y: 8 + (box.height - 40) / 6 } }) // the middle of the first of three bars
    await page.waitForURL(/\/oee\/S1\/W1\/M\d/)
    const code = new URL(page.url()).pathname.split('/').at(-1) ?? ''
    expect(new URL(page.url()).search).toContain('shift=A')
    await page.getByRole('heading', { name: `${best?.[1] ?? ''} in these days` }).waitFor()
    await settled(page)
    const rows = await rowsOf(page, 'The ratios and their sums')
    const truth =
      await inDatabase<string>(sql`select round((100 * sum(o."productiveTime") / sum(o."plannedTime"))::numeric, 1)::text
        || ' ' || round(sum(o."productiveTime")::numeric, 1)::text || ' ' || round(sum(o."plannedTime")::numeric, 1)::text as answer
      from oee_calculations as o join "ShiftInstance" as i on i.id = o."shiftInstanceId" join "Equipment" as e on e.id = o."equipmentId"
      where e.code = ${code} and i."shiftId" = 'A'`)
    const [oee, productive, planned] = truth.split(' ')
    const plain = (text: string | undefined): string => (text ?? '').replaceAll(',', '')
    expect([plain(rows[0]?.[1]), plain(rows[0]?.[2]), plain(rows[0]?.[3])]).toEqual([
      `${oee}%`,
      `productive time ${productive} min`,
      `planned time ${planned} min`,
    ])
    await page.context().close()
    expect(at.broken).toEqual([])
  }, 60_000)

  test('a reason of the Pareto chart leads to its stops by the keyboard, and they are those of the database', async () => {
    const page = await at.enter('viewer', { viewport: sizes.wide, reducedMotion: 'reduce' })
    await page.goto(`${at.url}/e/main/app/downtime/S1?${days}`)
    await settled(page)
    const summary = page.getByText('The figures')
    await summary.focus()
    await page.keyboard.press('Enter')
    const reasons = await rowsOf(page, 'Stops by reason')
    const belt = page.getByRole('link', { name: 'BELT', exact: true })
    await belt.focus()
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: 'Stops with the reason BELT' }).waitFor()
    await settled(page)
    expect(await page.evaluate('document.activeElement?.querySelector("h2")?.textContent')).toBe(
      'Stops with the reason BELT',
    )
    const truth = Number(
      await inDatabase<number>(
        sql`select count(*)::int as answer from equipment_states where state = 'DOWN' and reason = 'BELT'`,
      ),
    )
    expect(truth).toBeGreaterThan(30)
    const row = reasons.find(([reason]) => reason === 'BELT')
    expect(row?.[3]).toBe(String(truth))
    let shown = (await rowsOf(page, 'Stops with the reason BELT')).length
    for (let n = 2; n <= Math.ceil(truth / 20); n++) {
      await page.getByRole('link', { name: 'Next' }).click()
      await page.getByText(`Page ${n} of`).waitFor()
      await settled(page)
      shown += (await rowsOf(page, 'Stops with the reason BELT')).length
    }
    expect(shown).toBe(truth)
    await page.context().close()
  }, 60_000)

  test('the minutes of the losses add up to the scheduled time', async () => {
    const page = await at.enter('viewer', { viewport: sizes.narrow, reducedMotion: 'reduce' })
    await page.goto(`${at.url}/e/main/app/losses/S1/W1/M1?${days}`)
    await settled(page)
    const rows = await rowsOf(page, 'The way from scheduled to productive time')
    const number = (text: string | undefined): number =>
      Number((text ?? '').replaceAll(/[^\d.−-]/g, '').replace('−', '-'))
    const totals = new Set(['scheduled time', 'planned time', 'operating time', 'productive time'])
    const taken = rows.filter(([name]) => !totals.has(name ?? '')).reduce((sum, [, time]) => sum + number(time), 0)
    const truth = await inDatabase<number>(
      sql`select sum(o."productiveTime")::double precision as answer from oee_calculations as o where o."equipmentId" = 'm1'`,
    )
    expect(number(rows[0]?.[1]) + taken).toBeCloseTo(number(rows.at(-1)?.[2]), 0)
    expect(number(rows.at(-1)?.[2])).toBeCloseTo(truth, 1)
    await page.context().close()
  }, 60_000)

  test('an admin can change no more than a viewer: the interface has no way to', async () => {
    const page = await at.enter('admin', { viewport: sizes.wide })
    const answers = await page.evaluate(async () => {
      const found: number[] = []
      for (const method of ['POST', 'PUT', 'PATCH', 'DELETE'])
        found.push((await fetch('/api/environments/main/app/api/v1/factory/sites', { method })).status)
      return found
    })
    expect(answers.filter((status) => status < 400)).toEqual([])
    await page.context().close()
  })

  test('what cannot be read is said, with the way out', async () => {
    const page = await at.enter('viewer', { viewport: sizes.wide })
    await page.goto(`${at.url}/e/main/app/losses/S1?from=2025-03-29&to=2025-03-28`)
    await page.getByText('to: it is before from').waitFor()
    await page.getByRole('button', { name: 'Try again' }).waitFor()
    await page.context().close()
  })
})
