/** Every page, as people of all kinds see it: wide and narrow, light and dark, by mouse, by keyboard and by ear. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { lookAtAll, screens, settled, sizes } from './looks.ts'
import { openStage, type There } from './place.ts'

const stage = openStage()

const engine = fileURLToPath(new URL('../../millwright/src/index.ts', import.meta.url))

/** Tables that point at each other, a record that is rejected, and one more migration to come. */
function fullOf(folder: string): void {
  const write = (name: string, text: string): void => writeFileSync(join(folder, 'migrations', name), text)
  write(
    '0001_shop.sql',
    `-- migrate:up
create table maker (id integer primary key, name text not null unique, since date);
create table item (id integer primary key, name text not null, maker integer references maker (id));
create table shelf (place text not null, item integer not null references item (id), pieces integer default 0, primary key (place, item));
-- migrate:down
drop table shelf;
drop table item;
drop table maker;
`,
  )
  write(
    '0002_items.ts',
    `import { defineMove, ndjson } from '${engine}'
const validate = (value) => (value.id === 30 ? { issues: [{ message: 'is scrapped', path: ['id'] }] } : { value })
export default defineMove({ rejects: { max: 5 } }, (m) => {
  const shape = { '~standard': { version: 1, vendor: 'test', validate } }
  const items = m.load('load items', { from: ndjson('items.ndjson'), to: 'item', key: ['id'], shape, map: ({ id, name }) => ({ id, name }) })
  m.check(items, m.equal(items))
})
`,
  )
  write(
    '0003_drop.sql',
    '-- migrate:up\ndrop table shelf;\n-- migrate:down\ncreate table shelf (id integer primary key);\n',
  )
}

describe('every page', () => {
  let at: There
  let run = ''
  let job = ''
  let rehearsal = ''
  let backup = ''

  beforeAll(async () => {
    at = await stage.place({ rows: 30, prepare: fullOf })
    const page = await at.enter()
    const call = (path: string, body: object) =>
      page.evaluate(
        async ([to, text]) => {
          const headers = { 'Content-Type': 'application/json' }
          const answer = await fetch(`/api/environments/main/${to as string}`, {
            method: 'POST',
            headers,
            body: text as string,
          })
          return ((await answer.json()) as { id: string }).id
        },
        [path, JSON.stringify(body)] as const,
      )
    await call('rehearse', { target: '0002' })
    await page.goto(`${at.url}/e/main/rehearsals`)
    rehearsal = (await page.locator('td a').first().textContent({ timeout: 30_000 })) ?? ''
    await page.goto(`${at.url}/e/main`)
    await call('up', { target: '0002' })
    await page.getByText('1 pending').waitFor({ timeout: 30_000 })
    await page.getByRole('link', { name: 'All runs' }).click()
    await call('backup-create', { reason: 'before the great move' })
    run = (await page.locator('td a').first().textContent()) ?? ''
    await page.goto(`${at.url}/e/main/backups`)
    await page.getByRole('cell', { name: 'before the great move' }).waitFor({ timeout: 30_000 })
    await page.goto(`${at.url}/e/main/asked`)
    await page.locator('.badge', { hasText: 'under way' }).waitFor({ state: 'detached', timeout: 30_000 })
    const db = new DatabaseSync(join(at.folder, 'shop.db'))
    db.exec("update item set name = 'another name' where id < 4; delete from item where id = 9")
    db.close()
    backup = (await page.evaluate(async () => {
      const { backups } = (await (await fetch('/api/environments/main/backups')).json()) as {
        backups: { id: string }[]
      }
      return backups[0]?.id
    })) as string
    await call('backup-compare', { id: backup })
    await page.goto(`${at.url}/e/main/diff/${backup}`)
    await page.getByText('4 rows differ').waitFor({ timeout: 30_000 })
    job = await call('up', {})
    await page.goto(`${at.url}/e/main/asked/${job}`)
    await page.getByRole('textbox').waitFor({ timeout: 30_000 })
    await page.context().close()
  }, 90_000)

  afterAll(() => at.close())

  const addresses = (): readonly (readonly [name: string, path: string])[] => [
    ['now', ''],
    ['asked', `/asked/${job}`],
    ['runs', '/runs'],
    ['run', `/runs/${run}`],
    ['history', '/history'],
    ['migration', '/history/0002'],
    ['plan', '/plan'],
    ['step', `/runs/${run}/steps/0002/load%20items`],
    ['rehearsals', '/rehearsals'],
    ['rehearsal', `/rehearsals/${rehearsal}`],
    ['diffs', '/diff'],
    ['diff', `/diff/${backup}`],
    ['reports', '/reports'],
    ['rejects', '/rejects'],
    ['checks', '/checks'],
    ['backups', '/backups'],
    ['schema', '/schema'],
    ['rows', '/rows/item'],
    ['audit', '/audit'],
    ['settings', '/settings'],
    ['help', '/help'],
  ]

  test.each(screens)(
    '%s and %s: nothing to complain of, nothing beyond the edge, one heading',
    (size, colorScheme) => lookAtAll(at, { size, colorScheme, pages: addresses(), label: 'Shop' }),
    120_000,
  )

  test('nothing is loaded from outside this machine', () => {
    expect(at.asked.length).toBeGreaterThan(50)
    expect(at.asked.filter((url) => new URL(url).origin !== at.url)).toEqual([])
  })

  test('the keyboard alone leads from the first page to the plan', async () => {
    const page = await at.enter('admin', { viewport: sizes.wide })
    await page.keyboard.press('Tab')
    expect(await page.evaluate('document.activeElement?.textContent')).toBe('To the content')
    for (let presses = 0; presses < 30; presses++) {
      await page.keyboard.press('Tab')
      if ((await page.evaluate('document.activeElement?.textContent')) === 'Plan') break
    }
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { level: 1, name: 'Plan' }).waitFor()
    expect(await page.evaluate('document.activeElement?.id')).toBe('main')
    await page.goBack()
    await page.getByRole('heading', { level: 1, name: 'Now' }).waitFor()
    await page.context().close()
  })

  test('a viewer sees everything and is offered nothing', async () => {
    const page = await at.enter('viewer', { viewport: sizes.wide })
    for (const [name, path] of addresses().filter(([one]) => ['now', 'plan', 'run', 'backups'].includes(one))) {
      await page.goto(`${at.url}/e/main${path}`)
      await settled(page)
      const buttons = page.getByRole('button', { name: /Apply|Roll|Resume|Restore|Prove|Make one|Pause/ })
      expect(await buttons.count(), name).toBe(0)
    }
    await page.context().close()
  })
})

test('the first script is at most 150 KiB, packed', () => {
  const html = readFileSync(join(stage.folder, 'index.html'), 'utf8')
  const first = [...html.matchAll(/\/assets\/([\w-]+\.js)/g)].map(([, name]) => name as string)
  const bytes = first.map((name) => gzipSync(readFileSync(join(stage.folder, 'assets', name))).length)
  expect(first).toHaveLength(1)
  expect(bytes.reduce((sum, one) => sum + one, 0)).toBeLessThanOrEqual(150 * 1024)
  for (const name of readdirSync(join(stage.folder, 'assets')))
    expect(readFileSync(join(stage.folder, 'assets', name), 'utf8'), name).not.toMatch(/from\s*["']node:/)
})

describe('S9: text of the data becomes code', () => {
  const hostile = '"><img src=x onerror="globalThis.hacked=1"><script>globalThis.hacked=1</script>'

  test('names of tables, columns and rows, and reasons of backups, are shown as they are', async () => {
    const name = hostile.replaceAll('"', '""')
    const sql = `-- migrate:up\ncreate table "${name}" ("${name}" text primary key);\ninsert into "${name}" values ('${hostile}');\n-- migrate:down\ndrop table "${name}";\n`
    const at = await stage.place({
      prepare: (folder) => writeFileSync(join(folder, 'migrations/0003_hostile.sql'), sql),
    })
    try {
      const page = await at.enter('admin', { viewport: sizes.wide })
      await page.goto(`${at.url}/e/main/plan`)
      await page.getByLabel('on a copy first').uncheck()
      await page.getByRole('button', { name: 'Apply' }).click()
      await page.locator('.job .badge', { hasText: 'PROVED' }).waitFor({ timeout: 30_000 })
      for (const path of [
        '',
        '/plan',
        '/runs',
        '/history/0003',
        '/checks',
        '/schema',
        '/rehearsals',
        '/reports',
        '/backups',
        '/diff',
        '/audit',
        `/rows/${encodeURIComponent(hostile)}`,
      ]) {
        await page.goto(`${at.url}/e/main${path}`)
        await settled(page)
        expect(await page.evaluate(() => (globalThis as { hacked?: number }).hacked), path).toBeUndefined()
        expect(await page.locator('img').count(), path).toBe(0)
      }
      await page.getByRole('cell', { name: hostile }).waitFor()
      expect(at.broken).toEqual([])
    } finally {
      await at.close()
    }
  }, 60_000)
})
