/** The same journeys on each database: one file, a server, and one that only a single process may have at a time. */
import { spawn } from 'node:child_process'
import type { Page } from 'playwright-core'
import { afterEach, describe, expect, test } from 'vitest'
import { program } from '../../millwright/test/http/place.ts'
import { openDatabase, openProject, sql } from '../../millwright/src/index.ts'
import { openStage, type There } from './place.ts'

const stage = openStage()
const long = { timeout: 60_000 }
const server = 'postgres://postgres@127.0.0.1:5432'

const ends: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end()
})

let made = 0
const urls: Readonly<Record<string, () => string>> = {
  SQLite: () => 'sqlite:shop.db',
  PostgreSQL: () => `${server}/mw_pages_${process.pid}_${++made}`,
  PGlite: () => 'pglite:shop',
}

async function dropDatabase(url: string): Promise<void> {
  const db = await openDatabase(await openProject({ url: `${server}/postgres` }))
  try {
    const names = await db.all(
      sql`select datname from pg_database where datname like ${`${new URL(url).pathname.slice(1)}%`}`,
    )
    for (const { datname } of names) await db.run(sql.raw(`drop database "${String(datname)}" with (force)`))
  } finally {
    await db.close()
  }
}

async function begin(database: string, rows: number): Promise<{ at: There; page: Page; count(): Promise<number> }> {
  const url = (urls[database] as () => string)()
  if (database === 'PostgreSQL') ends.push(() => dropDatabase(url))
  const at = await stage.place({ rows, config: { database: url } })
  ends.push(() => at.close())
  const count = async (): Promise<number> => {
    const db = await openDatabase(await openProject({ cwd: at.folder }), { readOnly: true })
    try {
      return Number((await db.get(sql`select count(*) as n from item`))?.['n'])
    } finally {
      await db.close()
    }
  }
  return { at, count, page: await at.enter('admin', { viewport: { width: 1280, height: 800 } }) }
}

const ended = (page: Page, word: string): Promise<void> => page.locator('.job .badge', { hasText: word }).waitFor(long)
async function confirm(page: Page): Promise<void> {
  await page.getByRole('textbox', { name: /Type Shop/ }).fill('Shop', long)
  await page.getByRole('button', { name: 'Do it', exact: true }).click()
}

describe.each(Object.keys(urls))('on %s', (database) => {
  test('a move is watched, cancelled, resumed and proved; a backup is made, compared, restored beside; the run is rolled back', async () => {
    const begun = await begin(database, 1500)
    const { at, page } = begun
    await page.goto(`${at.url}/e/main/plan`)
    await page.getByLabel('on a copy first').uncheck()
    await page.getByRole('button', { name: 'Apply' }).click()
    await page.getByRole('definition').getByRole('link').click(long)
    await page.getByText(/of 1,500/).waitFor(long)
    await page.getByRole('button', { name: 'Cancel' }).click(long)
    await page.getByText('PAUSED').waitFor(long)
    const done = await begun.count()
    expect([done > 0, done < 1500]).toEqual([true, true])
    const run = page.url()
    await page.getByRole('button', { name: 'Resume' }).click()
    await page.getByText('PROVED').first().waitFor(long)
    expect(await begun.count()).toBe(1500)

    await page.goto(`${at.url}/e/main/backups`)
    await page.getByRole('button', { name: 'Make one now' }).click()
    await ended(page, 'done')
    await page.goto(`${at.url}/e/main/backups`)
    await page
      .getByRole('button', { name: /^Restore beside/ })
      .first()
      .click()
    await ended(page, 'done')
    await page.goto(`${at.url}/e/main/diff`)
    await page.locator('main li a').first().click()
    await page.getByRole('button', { name: 'Compare' }).click()
    await page.getByText('no row differs').waitFor(long)

    await page.goto(run)
    await page.getByRole('button', { name: 'Roll back' }).click(long)
    await confirm(page)
    await ended(page, 'REVERTED')
    await page.goto(`${at.url}/e/main`)
    await page.getByText('2 pending').waitFor(long)
  }, 240_000)

  test('a run that was begun in a terminal is seen, or the page says who has the database, and goes on when it can', async () => {
    const begun = await begin(database, 1500)
    const { at, page } = begun
    const child = spawn(process.execPath, [...program, 'up', '--json'], { cwd: at.folder, stdio: 'ignore' })
    const over = new Promise((done) => child.on('close', done))
    if (database === 'PGlite')
      await page.getByText(/^No news: .*in use|^No news: .*has it open|^No news: .*busy/i).waitFor(long)
    else await page.getByText(/of 1,500/).waitFor(long)
    expect(await over).toBe(0)
    await page.getByRole('cell', { name: 'PROVED' }).waitFor(long)
    await page.locator('.live.ok').waitFor(long)
    expect(await begun.count()).toBe(1500)
  }, 240_000)
})
