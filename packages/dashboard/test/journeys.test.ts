/** What an operator does with a move in a browser, over a real database, from the first look to the way back. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { fileURLToPath } from 'node:url'
import type { Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { openStage, type Options, type There } from './place.ts'

const stage = openStage()

const engine = fileURLToPath(new URL('../../millwright/src/index.ts', import.meta.url))
const long = { timeout: 40_000 }

async function withPlace(options: Options, work: (at: There, page: Page) => Promise<void>): Promise<void> {
  const at = await stage.place(options)
  try {
    await work(at, await at.enter('admin', { viewport: { width: 1280, height: 800 } }))
    expect(at.broken).toEqual([])
  } finally {
    await at.close()
  }
}

const itemsIn = ({ folder }: There): number => {
  const db = new DatabaseSync(join(folder, 'shop.db'), { readOnly: true })
  try {
    return Number(db.prepare('select count(*) as n from item').get()?.['n'])
  } finally {
    db.close()
  }
}

async function apply({ url }: There, page: Page): Promise<void> {
  await page.goto(`${url}/e/main/plan`)
  await page.getByLabel('on a copy first').uncheck()
  await page.getByRole('button', { name: 'Apply' }).click()
  await page.getByRole('heading', { level: 1, name: 'Asked for' }).waitFor()
}

const jobEnds = (page: Page, word: string): Promise<void> =>
  page.locator('.job .badge', { hasText: word }).waitFor(long)

async function confirm(page: Page): Promise<void> {
  await page.getByRole('textbox', { name: /Type Shop/ }).fill('Shop', long)
  await page.getByRole('button', { name: 'Do it', exact: true }).click()
}

describe('an operator', () => {
  test('watches a move, pauses it, resumes it and sees it proved, with every row once', async () => {
    await withPlace({ rows: 2500 }, async (at, page) => {
      await apply(at, page)
      await page.getByRole('definition').getByRole('link').click(long) // the run, as soon as it has a name
      await page.getByRole('progressbar').waitFor(long)
      const shown = () => page.locator('.pieces').textContent()
      await page.getByText(/of 2,500/).waitFor(long)
      const before = await shown()
      await expect.poll(shown, { timeout: 10_000 }).not.toBe(before)
      await page.getByRole('button', { name: /Pause/ }).click()
      await page.getByText('PAUSED').waitFor(long)
      const done = itemsIn(at)
      expect(done).toBeGreaterThan(0)
      expect(done).toBeLessThan(2500)
      await page.getByRole('button', { name: 'Resume' }).click()
      await page.getByText('PROVED').waitFor(long)
      expect(itemsIn(at)).toBe(2500)
      await page.getByText('2,500 read = 2,500 inserted').first().waitFor()
    })
  }, 90_000)

  test('sees a run that was started in a terminal as it goes, and finds it again after the page was closed', async () => {
    await withPlace({ rows: 1500 }, async (at, page) => {
      const { spawn } = await import('node:child_process')
      const { program } = await import('../../millwright/test/http/place.ts')
      const child = spawn(process.execPath, [...program, 'up', '--json'], { cwd: at.folder, stdio: 'ignore' })
      const ended = new Promise((done) => child.on('close', done))
      await page.getByRole('heading', { name: 'A run is under way' }).waitFor(long)
      await page.getByText(/of 1,500/).waitFor(long)
      await page.close()
      expect(await ended).toBe(0)
      const again = await at.enter('viewer')
      await again.getByRole('link', { name: 'All runs' }).click()
      await again.getByRole('cell', { name: 'PROVED' }).waitFor(long)
    })
  }, 90_000)

  test('sees why a run failed, goes back, corrects the file, and has it proved', async () => {
    const bad = (folder: string): void =>
      writeFileSync(join(folder, 'items.ndjson'), '{"id":1,"name":"one"}\n{"id":2}\n')
    await withPlace({ prepare: bad }, async (at, page) => {
      await apply(at, page)
      await jobEnds(page, 'FAILED')
      await page.getByRole('definition').getByRole('link').click()
      await page.locator('.failure', { hasText: 'MOVE106' }).waitFor(long)
      await page.getByText('Return the same columns for every record').waitFor()
      await page.goto(`${at.url}/e/main`)
      await page.getByText('the last run failed').waitFor(long)
      writeFileSync(join(at.folder, 'items.ndjson'), '{"id":1,"name":"one"}\n{"id":2,"name":"two"}\n')
      await page.getByRole('button', { name: 'Roll it back' }).click()
      await confirm(page)
      await jobEnds(page, 'REVERTED')
      await apply(at, page)
      await jobEnds(page, 'PROVED')
      expect(itemsIn(at)).toBe(2)
    })
  }, 90_000)

  test('reads the rejects, corrects the rule, and has them loaded', async () => {
    const move = (wrong: string) => `import { defineMove, ndjson } from '${engine}'
const validate = (value) => (${wrong} ? { issues: [{ message: 'has a price below 0', path: ['price'] }] } : { value })
export default defineMove({ rejects: { max: 5 } }, (m) => {
  const shape = { '~standard': { version: 1, vendor: 'test', validate } }
  m.load('load items', { from: ndjson('items.ndjson'), to: 'item', key: ['id'], shape, map: ({ id, name }) => ({ id, name }) })
})
`
    const file = (folder: string): string => join(folder, 'migrations/0002_items.ts')
    const prepare = (folder: string): void => {
      writeFileSync(file(folder), move('value.price < 0'))
      writeFileSync(join(folder, 'items.ndjson'), '{"id":1,"name":"one","price":5}\n{"id":2,"name":"two","price":-3}\n')
    }
    await withPlace({ prepare }, async (at, page) => {
      await apply(at, page)
      await jobEnds(page, 'PROVED')
      await page.goto(`${at.url}/e/main/rejects`)
      await page.getByRole('cell', { name: 'has a price below 0' }).waitFor(long)
      await page.locator('details.reject summary').click()
      await page.getByText('"name":"two"').waitFor()
      writeFileSync(file(at.folder), move('false'))
      await page.getByRole('button', { name: 'Try them once more' }).click()
      await jobEnds(page, 'done')
      expect(itemsIn(at)).toBe(2)
      await page.goto(`${at.url}/e/main/rejects`)
      await page.getByRole('cell', { name: 'loaded' }).waitFor(long)
    })
  }, 90_000)

  test('corrects a reject by hand and has it loaded, leaves another one out, and takes the list home', async () => {
    const prepare = (folder: string): void => {
      writeFileSync(
        join(folder, 'migrations/0002_items.ts'),
        `import { defineMove, ndjson } from '${engine}'
const validate = (value) => (value.price < 0 ? { issues: [{ message: 'has a price below 0', path: ['price'] }] } : { value })
export default defineMove({ rejects: { max: 5 } }, (m) => {
  const shape = { '~standard': { version: 1, vendor: 'test', validate } }
  m.load('load items', { from: ndjson('items.ndjson'), to: 'item', key: ['id'], shape, map: ({ id, name }) => ({ id, name }) })
})
`,
      )
      const lines = [1, 2, 3].map((id) => JSON.stringify({ id, name: `item ${id}`, price: id === 1 ? 1 : -1 }))
      writeFileSync(join(folder, 'items.ndjson'), `${lines.join('\n')}\n`)
    }
    await withPlace({ prepare }, async (at, page) => {
      await apply(at, page)
      await jobEnds(page, 'PROVED')
      await page.goto(`${at.url}/e/main/rejects`)
      const [download] = await Promise.all([
        page.waitForEvent('download', long),
        page.getByRole('link', { name: 'CSV' }).click(long),
      ])
      expect(readFileSync(await download.path(), 'utf8')).toContain('has a price below 0')
      const [first, second] = [page.locator('details.reject').nth(0), page.locator('details.reject').nth(1)]
      await first.locator('summary').click()
      await first.getByLabel('The record').fill('{"id":2,"name":"by hand","price":2}')
      await first.getByRole('button', { name: 'Keep this text' }).click()
      await page.getByText('Reject #1 has another text now').first().waitFor(long)
      await second.locator('summary').click()
      await second.getByLabel('Why it is left out').fill('scrapped')
      await second.getByRole('button', { name: 'Leave it out' }).click()
      await page.getByRole('cell', { name: 'excluded' }).waitFor(long)
      await page.getByRole('button', { name: 'Try them once more' }).click()
      await jobEnds(page, 'done')
      const db = new DatabaseSync(join(at.folder, 'shop.db'), { readOnly: true })
      expect(
        db
          .prepare('select name from item order by id')
          .all()
          .map(({ name }) => name),
      ).toEqual(['item 1', 'by hand'])
      db.close()
    })
  }, 90_000)

  test('rolls a run back, and restores a backup, each after typing the name of the environment', async () => {
    await withPlace({}, async (at, page) => {
      await apply(at, page)
      await jobEnds(page, 'PROVED')
      await page.goto(`${at.url}/e/main/backups`)
      await page.getByRole('button', { name: 'Make one now' }).click()
      await jobEnds(page, 'done')
      await page.goto(`${at.url}/e/main/runs`)
      await page.locator('td a').first().click()
      await page.getByRole('button', { name: 'Roll back' }).click()
      await page.getByText('RUN122').waitFor(long)
      expect(await page.getByRole('button', { name: 'Do it', exact: true }).isDisabled()).toBe(true)
      await confirm(page)
      await jobEnds(page, 'REVERTED')
      await page.goto(`${at.url}/e/main/backups`)
      await page
        .getByRole('button', { name: /^Restore/ })
        .last()
        .click()
      await confirm(page)
      await jobEnds(page, 'done')
      expect(itemsIn(at)).toBe(10)
    })
  }, 90_000)

  test('needs a second person for it, who sees what waits and says yes', async () => {
    await withPlace({ twoPersons: true }, async (at, page) => {
      await apply(at, page)
      await jobEnds(page, 'PROVED')
      await page.goto(`${at.url}/e/main/runs`)
      await page.locator('td a').first().click()
      await page.getByRole('button', { name: 'Roll back' }).click()
      await page.getByRole('textbox', { name: /Type Shop/ }).fill('Shop', long)
      await page.getByRole('button', { name: 'Ask a second person' }).click()
      await page.getByText('Somebody else, who may approve').waitFor(long)
      const other = await at.enter('approver', { viewport: { width: 1280, height: 800 } })
      await other.getByRole('heading', { name: 'Waiting for a decision' }).waitFor(long)
      await other.getByRole('button', { name: 'Approve and do it' }).click()
      await jobEnds(page, 'REVERTED')
    })
  }, 90_000)

  test('is told when the news stops, and is not shown old news as new', async () => {
    const at = await stage.place()
    const page = await at.enter()
    await page.locator('.live.ok').waitFor(long)
    await at.served.close()
    await page.getByText(/No connection; trying again/).waitFor(long)
    await at.close()
  }, 60_000)
})
