/** How the pages treat people: keys alone, their own numbers and clock, little motion, and honest words about what is not there. */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { Page } from 'playwright-core'
import { afterEach, describe, expect, test } from 'vitest'
import { complaints, settled, sizes } from './looks.ts'
import { openStage, type Options, type There } from './place.ts'

const stage = openStage()
const long = { timeout: 40_000 }

const ends: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end()
})

async function begin(options: Options = {}): Promise<There> {
  const at = await stage.place(options)
  ends.push(() => at.close())
  return at
}

/** What a person hears of what has the focus. */
const focused = (page: Page): Promise<string> =>
  page.evaluate(
    `(document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.textContent ?? '').trim()`,
  )

/** Goes on by the Tab key until something has the focus. */
async function tabTo(page: Page, words: string): Promise<void> {
  for (let presses = 0; presses < 80; presses++) {
    await page.keyboard.press('Tab')
    if ((await focused(page)) === words) return
  }
  throw new Error(`the Tab key does not lead to ${words}`)
}

describe('the keyboard alone', () => {
  test('applies a move, pauses it, resumes it and rolls it back, and the focus is never lost', async () => {
    const at = await begin({ rows: 2500 })
    const page = await at.enter('admin', { viewport: sizes.wide })
    await tabTo(page, 'Plan')
    await page.keyboard.press('Enter')
    await page.getByRole('button', { name: 'Apply' }).waitFor(long)
    expect(await page.evaluate('document.activeElement?.id')).toBe('main')
    for (let presses = 0; presses < 20; presses++) {
      await page.keyboard.press('Tab')
      if ((await page.evaluate('document.activeElement?.type')) === 'checkbox') break
    }
    await page.keyboard.press('Space')
    await tabTo(page, 'Apply')
    await page.keyboard.press('Enter')
    const run = page.getByRole('definition').getByRole('link')
    await run.waitFor(long)
    await tabTo(page, (await run.textContent()) ?? '')
    await page.keyboard.press('Enter')
    await page.getByText(/of 2,500/).waitFor(long)
    await tabTo(page, 'Pause at the next batch')
    await page.keyboard.press('Enter')
    await page.getByText('PAUSED').waitFor(long)
    await page.getByRole('button', { name: 'Resume' }).waitFor(long)
    expect(await page.evaluate('document.activeElement?.id')).toBe('main')
    await tabTo(page, 'Resume')
    await page.keyboard.press('Enter')
    await page.getByText('PROVED').waitFor(long)
    await tabTo(page, 'Roll back')
    await page.keyboard.press('Enter')
    await page.getByRole('textbox', { name: /Type Shop/ }).waitFor(long)
    for (let presses = 0; presses < 40; presses++) {
      await page.keyboard.press('Tab')
      if ((await page.evaluate('document.activeElement?.tagName')) === 'INPUT') break
    }
    await page.keyboard.type('Shop')
    await page.keyboard.press('Enter')
    await page.locator('.job .badge', { hasText: 'REVERTED' }).waitFor(long)
    const db = new DatabaseSync(join(at.folder, 'shop.db'), { readOnly: true })
    expect(db.prepare("select count(*) as n from sqlite_master where name = 'item'").get()?.['n']).toBe(0)
    db.close()
    expect(at.broken).toEqual([])
  }, 120_000)
})

describe('a reader', () => {
  test('gets numbers and times in their own way of writing, and in the zone that they chose', async () => {
    const at = await begin({ rows: 1200 })
    const viewport = sizes.wide
    const page = await at.enter('operator', { viewport, locale: 'de-DE', timezoneId: 'America/New_York' })
    await page.goto(`${at.url}/e/main/plan`)
    await page.getByLabel('on a copy first').uncheck()
    await page.getByRole('button', { name: 'Apply' }).click()
    await page.locator('.job .badge', { hasText: 'PROVED' }).waitFor(long)
    await page.getByRole('definition').getByRole('link').click()
    await page.getByRole('link', { name: 'load items' }).click(long)
    await page.getByText('1.200 von 1.200').or(page.getByText('1.200 of 1.200')).waitFor(long)
    const words = (): Promise<string | null> => page.getByRole('definition').nth(1).textContent()
    expect(await words()).toMatch(/^\d{2}\.\d{2}\.\d{4}, \d{2}:\d{2}:\d{2}$/)
    const local = await words()
    await page.goto(`${at.url}/e/main/settings`)
    await page.getByLabel('utc').check()
    await page.goBack()
    await page.getByRole('heading', { name: 'The books' }).waitFor(long)
    const utc = (await words()) ?? ''
    expect(utc).toMatch(/ UTC$/)
    expect(utc).not.toContain(local)
  }, 90_000)

  test('who wants little motion sees none', async () => {
    const at = await begin()
    const page = await at.enter('viewer', { viewport: sizes.wide, reducedMotion: 'reduce' })
    const moving = `[...document.querySelectorAll('*')].filter((one) => { const { transitionDuration: t, animationName: a } = getComputedStyle(one); return a !== 'none' || t.split(',').some((each) => parseFloat(each) > 0) }).length`
    for (const path of ['', '/plan', '/runs', '/settings']) {
      await page.goto(`${at.url}/e/main${path}`)
      await settled(page)
      expect(await page.evaluate(moving), path).toBe(0)
    }
  })
})

describe('what is not there', () => {
  test('silence is told in seconds, and is over with the next sign of life', async () => {
    const at = await begin()
    const page = await at.enter('viewer', { viewport: sizes.wide })
    await page.clock.install()
    await page.goto(`${at.url}/e/main`)
    await page.locator('.live.ok').waitFor(long)
    await page.clock.fastForward(30_000)
    await page.getByText(/^No news for \d+ s$/).waitFor(long)
    await page.locator('.live.ok').waitFor(long)
  }, 60_000)

  const pages = [
    '',
    '/runs',
    '/history',
    '/plan',
    '/rehearsals',
    '/rejects',
    '/checks',
    '/diff',
    '/backups',
    '/schema',
    '/rows',
    '/reports',
    '/asked',
  ]

  test('every page of a place where nothing was done yet says so, and what would change that', async () => {
    const empty = (folder: string): void => {
      rmSync(join(folder, 'migrations'), { recursive: true })
      mkdirSync(join(folder, 'migrations'))
    }
    const at = await begin({ prepare: empty })
    const page = await at.enter('admin', { viewport: sizes.narrow })
    for (const path of pages) {
      await page.goto(`${at.url}/e/main${path}`)
      await settled(page)
      expect(await page.locator('.empty, .badge').count(), path).toBeGreaterThan(0)
      expect(await page.locator('.failure').count(), path).toBe(0)
      expect(await complaints(page), path).toEqual([])
    }
  }, 90_000)

  test('every page says what went wrong and offers to try again, which works when the cause is gone', async () => {
    const at = await begin()
    const page = await at.enter('admin', { viewport: sizes.narrow })
    const file = join(at.folder, 'migrations/0009_broken.sql')
    for (const path of ['', '/history', '/plan', '/runs']) {
      writeFileSync(file, '-- migrate:sideways\nselect 1;\n')
      await page.goto(`${at.url}/e/main${path}`)
      const failure = page.getByRole('alert').first()
      await failure.waitFor(long)
      expect(await failure.textContent(), path).toMatch(/[A-Z]+\d{3}/)
      expect(await complaints(page), path).toEqual([])
      rmSync(file)
      const again = page.getByRole('button', { name: 'Try again' })
      while ((await again.count()) > 0)
        // each document has its own, and some go away by themselves
        await again
          .first()
          .click({ timeout: 1000 })
          .catch(() => undefined)
      await settled(page)
      expect(await page.locator('.failure').count(), path).toBe(0)
    }
  }, 90_000)

  test('an address that leads nowhere says so', async () => {
    const at = await begin()
    const page = await at.enter('viewer', { viewport: sizes.wide })
    await page.goto(`${at.url}/e/main/nowhere`)
    await page.getByRole('heading', { level: 1, name: 'There is no such page' }).waitFor()
    await page.goto(`${at.url}/e/main/runs/nothing`)
    await page.getByRole('alert').waitFor(long)
    expect(await page.getByRole('alert').textContent()).toMatch(/RUN105|RUN109|CONF106/)
  })
})
