import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { isProblem } from 'millwright'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { Answer } from '../../src/commands/answer.ts'
import { applyPending } from '../../src/commands/apply.ts'
import { makeBackup } from '../../src/commands/backup.ts'
import { copyTest } from '../../src/commands/copy-test.ts'
import { generateBook } from '../../src/commands/generate.ts'
import { lookAtHealthOf } from '../../src/commands/health.ts'
import { Mistake, type Ordered, parseCommand } from '../../src/commands/parse.ts'
import { restore } from '../../src/commands/restore.ts'
import { review } from '../../src/commands/review.ts'
import { rollBack } from '../../src/commands/rollback.ts'
import { routine } from '../../src/commands/routine.ts'
import { stop } from '../../src/commands/stop.ts'
import { surveyBook } from '../../src/commands/survey.ts'
import { startServer } from '../../src/server/server.ts'
import { bookAt } from '../book.ts'
import { change, emptyPlace, query } from '../support.ts'

function ordered(name: string, db: string, ...flags: readonly string[]): Ordered {
  const parsed = parseCommand([name, '--db', db, ...flags], '/')
  if (parsed.kind !== 'run') throw new Error(parsed.kind === 'mistake' ? parsed.message : 'help')
  return parsed.ordered
}

const codeOf = async (work: Promise<unknown>): Promise<string> => {
  const end = await work.catch((error: unknown) => error)
  return isProblem(end) ? end.code : 'none'
}

describe('the command line', () => {
  test.each([
    [[], 'There is no command "".'],
    [['fly', '--db', 'x'], 'There is no command "fly".'],
    [['review'], '--db FILE is missing.'],
    [['review', '--db', 'x', '--force'], "Unknown option '--force'"],
    [['review', '--db', 'x', 'more'], "Unexpected argument 'more'"],
  ])('%j is a mistake', (args, words) => {
    const parsed = parseCommand(args, '/')
    expect(parsed).toMatchObject({ kind: 'mistake', message: expect.stringContaining(words) as unknown })
  })

  test.each([
    ['--years', '-1'],
    ['--years', '500'],
    ['--profile', 'filthy'],
    ['--start', '2025-02-30'],
  ])('generate %s %s is a mistake, and nothing is made', async (flag, value) => {
    const db = emptyPlace()
    await expect(
      Promise.resolve().then(() => generateBook(ordered('generate', db, `${flag}=${value}`))),
    ).rejects.toThrow(Mistake)
    expect(existsSync(db)).toBe(false)
  })
})

test('an invented book has its manifest beside it, and is not written over another file', async () => {
  const db = emptyPlace()
  expect(await generateBook(ordered('generate', db, '--profile', 'dirty', '--seed', '3'))).toMatchObject({ exit: 0 })
  const { at, seed, defects } = JSON.parse(readFileSync(`${db}.manifest.json`, 'utf8')) as {
    at: string
    seed: number
    defects: unknown[]
  }
  expect([at, seed]).toEqual(['r09b', 3])
  const surveyed = await surveyBook(ordered('survey', db))
  expect(surveyed.exit).toBe(4)
  expect((surveyed.document as { found: unknown[] }).found).toHaveLength(defects.length)
  expect(await codeOf(generateBook(ordered('generate', db)))).toBe('ORB202')
})

test('a book that is not there is said so by every command', async () => {
  const db = emptyPlace()
  for (const command of [review, copyTest, makeBackup, applyPending, routine, rollBack, surveyBook, stop])
    expect(await codeOf(command(ordered('backup', db)))).toBe('ORB201')
  expect(await lookAtHealthOf(ordered('health', db))).toMatchObject({
    exit: 4,
    document: { database: 'not reachable' },
  })
  expect(await codeOf(restore(ordered('restore', db, '--yes')))).toBe('ORB206')
})

test('the way of a deployment: what refuses changes nothing, what is done is proved', async () => {
  const { db } = await bookAt('r09b')
  const bytes = readFileSync(db)
  const looked = await review(ordered('review', db))
  expect(looked.lines).toContain('r13 append_only_orb (in place)')
  expect(looked.lines).toContain('r15c naive_times_leave (tables are made anew)')
  expect(await copyTest(ordered('copy-test', db))).toMatchObject({ exit: 0, document: { verdict: 'PROVED' } })
  const held: Answer = await applyPending(ordered('apply', db))
  expect([held.exit, held.lines[0]]).toEqual([
    4,
    'Nothing was changed. These statements drop something, be it only to make it anew:',
  ])
  expect(readFileSync(db).equals(bytes)).toBe(true)
  expect(await applyPending(ordered('apply', db, '--yes', '--zone', 'Europe/Oslo'))).toMatchObject({
    exit: 0,
    document: { verdict: 'PROVED', health: { schema_revision: 'r17' } },
  })
  expect(query(db, 'select zone from ship')).toEqual([{ zone: 'Europe/Oslo' }])
  expect(await applyPending(ordered('apply', db, '--yes'))).toMatchObject({
    exit: 0,
    lines: ['Nothing to do: the book stands at r17.'],
  })
  expect(await lookAtHealthOf(ordered('health', db))).toMatchObject({ exit: 0 })
  expect(await routine(ordered('routine', db))).toMatchObject({ exit: 0 })
})

test('a copy on which something does not hold is told, and the book is not touched', async () => {
  const { db } = await bookAt('r09b', { profile: 'dirty' })
  const bytes = readFileSync(db)
  const { exit, lines } = await copyTest(ordered('copy-test', db))
  expect(exit).not.toBe(0)
  expect(lines.join('\n')).toContain('no two soundings at one moment')
  expect(readFileSync(db).equals(bytes)).toBe(true)
})

test('a rollback names its loss, a restore brings it all back', async () => {
  const { db } = await bookAt('r17')
  await makeBackup(ordered('backup', db))
  expect(await rollBack(ordered('rollback', db, '--steps', '2'))).toMatchObject({ exit: 4 })
  expect(await rollBack(ordered('rollback', db, '--steps', '2', '--yes'))).toMatchObject({
    exit: 0,
    document: { verdict: 'PROVED' },
  })
  expect(await codeOf(restore(ordered('restore', db)))).toBe('RUN126')
  expect(await restore(ordered('restore', db, '--yes'))).toMatchObject({
    exit: 0,
    document: { health: { schema_revision: 'r17' } },
  })
})

test('the monthly look sees a schema that was changed by hand, and a missing backup', async () => {
  const { db } = await bookAt('r17')
  change(db, 'create table left_behind (x)')
  const { exit, document } = await routine(ordered('routine', db))
  const odd = (document as { duties: { label: string; ok: boolean }[] }).duties.filter(({ ok }) => !ok)
  expect([exit, odd.map(({ label }) => label)]).toEqual([4, ['drift', 'newest backup', 'back and forth on a copy']])
})

describe('a served book', () => {
  const serveBook = async (db: string) => {
    const running = await startServer({ db, port: 0, host: '127.0.0.1', names: [], report: () => undefined })
    onTestFinished(running.stop)
    return running
  }

  test('is not migrated, not served twice, and stops when it is told', async () => {
    const { db } = await bookAt('r17')
    const running = await serveBook(db)
    expect(statSync(`${db}.server.json`).mode & 0o077).toBe(0)
    const health = await fetch(`${running.url}/health`)
    expect([health.status, await health.json()]).toMatchObject([
      200,
      { status: 'ok', schema_revision: 'r17', pending: 0 },
    ])
    for (const refuse of [
      () => applyPending(ordered('apply', db)),
      () => rollBack(ordered('rollback', db)),
      () => restore(ordered('restore', db, '--yes')),
      () => serveBook(db),
    ])
      expect(await codeOf(refuse())).toBe('ORB203')
    void running.told.then(running.stop)
    expect(await stop(ordered('stop', db))).toMatchObject({ exit: 0, document: { stopped: running.url } })
    expect(existsSync(`${db}.server.json`)).toBe(false)
    expect(await stop(ordered('stop', db))).toMatchObject({ exit: 0, lines: ['The book is not served.'] })
  })

  test('lets its start link in once, and stops for nobody without the word', async () => {
    const { db } = await bookAt('r17')
    const { url, startUrl } = await serveBook(db)
    const first = await fetch(startUrl)
    const cookie = first.headers.get('set-cookie') ?? ''
    expect([first.status, cookie]).toMatchObject([
      200,
      expect.stringMatching(/^logbook_session=.*HttpOnly; SameSite=Strict/),
    ])
    expect((await fetch(startUrl)).status).toBe(403)
    const me = await fetch(`${url}/auth/api/current-user`, { headers: { cookie: cookie.split(';')[0] ?? '' } })
    expect(await me.json()).toMatchObject({ username: 'local operator', role: 'chief_engineer' })
    expect((await fetch(`${url}/stop`, { method: 'POST', headers: { authorization: 'Bearer guess' } })).status).toBe(
      404,
    )
    expect((await fetch(`${url}/health`)).status).toBe(200)
  })

  test('a mark that a killed server left behind, or half of one, means nothing', async () => {
    const { db } = await bookAt('r17')
    for (const mark of [JSON.stringify({ url: 'http://127.0.0.1:9', stop: 'x'.repeat(43) }), '{"url": "http']) {
      writeFileSync(`${db}.server.json`, mark)
      expect(await stop(ordered('stop', db))).toMatchObject({ lines: ['The book is not served.'] })
    }
    const running = await serveBook(db)
    await running.stop()
  })

  test('is only one at the newest revision', async () => {
    const { db } = await bookAt('r15c')
    expect(await codeOf(serveBook(db))).toBe('ORB204')
  })
})
