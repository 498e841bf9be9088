/** The procedure for a database that people work with: in its order, to its end, and stopped by each of its stages. */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { listen } from 'millwright/http'
import { afterAll, describe, expect, test } from 'vitest'
import { createApp } from '../../src/http/app.ts'
import { openDesk } from '../../src/http/desk.ts'
import { DataMigrationManager } from '../../src/manager/manager.ts'
import { projectOf } from '../../src/manager/options.ts'
import { type HookName, type Hooks, runHook } from '../../src/production/hooks.ts'
import { runProduction, type ProductionFlags } from '../../src/production/procedure.ts'
import type { ProductionReport } from '../../src/production/report.ts'
import { productionPage } from '../../src/reports/production-page.ts'
import { differences, stateOf } from '../../src/tester/state.ts'
import type { Throwaway } from '../../src/tester/throwaway.ts'
import { change, describeEachTarget, describeServer, expectShape, type Target, value } from '../support/targets.ts'

const minutes = 300_000
const folder = mkdtempSync(join(tmpdir(), 'abparts-production-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

async function moved({ make }: Target): Promise<Throwaway> {
  const one = await make()
  expect(await new DataMigrationManager(one).runMigration({ force: true })).toMatchObject({ verdict: 'PROVED' })
  return one
}

let books = 0

/** Commands that write down that they ran, one after the other; `broken` ends with 7. */
function hooksOf(broken?: HookName): { readonly hooks: Hooks; readonly ran: () => readonly string[] } {
  const book = join(folder, `book-${++books}`)
  const names = ['notify', 'maintenanceOn', 'restart', 'smoke', 'maintenanceOff'] as const
  const hooks = Object.fromEntries(
    names.map((name) => [
      name,
      `echo "$ABPARTS_HOOK $ABPARTS_DIRECTION" >> ${book}; ${name === broken ? 'echo no luck; exit 7' : 'true'}`,
    ]),
  ) as Hooks
  return { hooks, ran: () => (existsSync(book) ? readFileSync(book, 'utf8').trim().split('\n') : []) }
}

const run = (one: Throwaway, flags: Partial<ProductionFlags>): Promise<ProductionReport> =>
  runProduction(one, { hooks: {}, direction: 'up', times: 1, ...flags })

const stateIn = ({ stages }: ProductionReport) => Object.fromEntries(stages.map(({ name, state }) => [name, state]))
const feature = `select count(*) from pg_class where relname = 'maintenance_executions'`

/** It rests on what was measured, and says so. */
function expectWindow(window: ProductionReport['window']): void {
  if (window === null) throw new Error('there is no window')
  const { rehearsals, rows, backup_ms: backup } = window.rests_on
  const ids = ['0006', '0007', '0008', '0009']
  expect(rehearsals.map(({ migrations }) => migrations.map(({ id }) => id))).toEqual([ids, ids])
  expect(rows).toMatchObject({ machines: 2, organizations: 3 })
  const times = rehearsals.map(({ ms }) => ms + backup)
  expect(Math.abs(window.low_ms - Math.min(...times))).toBeLessThanOrEqual(2)
  expect(Math.abs(window.high_ms - 2 * Math.max(...times))).toBeLessThanOrEqual(4)
}

describeEachTarget('the procedure', (target) => {
  test('goes there and back, each stage in its order, and leaves what was before', { timeout: minutes }, async () => {
    const one = await moved(target)
    const was = await stateOf(one)
    const { hooks, ran } = hooksOf()
    const there = await run(one, { hooks, times: 2 })
    expectShape('production', there)
    expect(there).toMatchObject({ verdict: 'PROVED', exit_code: 0, maintenance_mode: 'off', next: [] })
    expect(ran()).toEqual(['notify up', 'maintenanceOn up', 'restart up', 'smoke up', 'maintenanceOff up', 'notify up'])
    expect(new Set(Object.values(stateIn(there)))).toEqual(new Set(['done', 'not_named'])) // `interface` was not asked for
    expectWindow(there.window)
    expect(productionPage(there)).toContain('Switch maintenance mode on')
    expect(await value(one.url, feature)).toBe('1')
    const again = await run(one, { hooks })
    expect(again.stages.find(({ name }) => name === 'change')?.words).toBe('it is so already: nothing was changed')
    expect(again).toMatchObject({ verdict: 'PROVED', window: null })
    const back = await run(one, { hooks, direction: 'back' })
    expect(back).toMatchObject({ verdict: 'PROVED', maintenance_mode: 'off' })
    expect(ran().slice(-6)[0]).toBe('notify back')
    expect(differences(was, await stateOf(one))).toEqual([])
  })
})

describeServer('the procedure, where a stage fails', (target) => {
  test.each([
    ['notify', { verdict: 'REFUSED', exit_code: 4, maintenance_mode: 'off' }, '0', 1],
    ['maintenanceOn', { verdict: 'REFUSED', exit_code: 4, maintenance_mode: 'unknown' }, '0', 2],
    ['restart', { verdict: 'APPLIED, NOT PROVED', exit_code: 3, maintenance_mode: 'on' }, '1', 3],
    ['smoke', { verdict: 'APPLIED, NOT PROVED', exit_code: 3, maintenance_mode: 'on' }, '1', 4],
    ['maintenanceOff', { verdict: 'APPLIED, NOT PROVED', exit_code: 3, maintenance_mode: 'unknown' }, '1', 5],
  ] as const)('%s ends it there, and the same command goes on later', { timeout: minutes }, async (...row) => {
    const [name, wanted, isThere, commands] = row
    const one = await moved(target)
    const { hooks, ran } = hooksOf(name)
    const stopped = await run(one, { hooks })
    expectShape('production', stopped)
    expect(stopped).toMatchObject(wanted)
    expect(stopped.reason).toContain('it ended with 7: no luck')
    expect(stopped.next.length).toBeGreaterThan(0)
    expect(ran()).toHaveLength(commands)
    expect(await value(one.url, feature)).toBe(isThere)
    expect(Object.values(stateIn(stopped)).filter((state) => state === 'failed')).toHaveLength(1)
    expect(stateIn(stopped)['notify_end']).toBe('not_reached')
    expect(await run(one, { hooks: hooksOf().hooks })).toMatchObject({ verdict: 'PROVED', maintenance_mode: 'off' })
  })

  test('the change itself: nothing of it stays, and the doors stay shut', { timeout: minutes }, async () => {
    const one = await moved(target)
    const { hooks } = hooksOf()
    const inTheWay = {
      ...hooks,
      maintenanceOn: `psql -q "${one.url}" -c "create view idx_reminder_due_hours as select 1 as x"`,
    }
    const stopped = await run(one, { hooks: inTheWay })
    expect(stopped).toMatchObject({ verdict: 'REFUSED', exit_code: 4, maintenance_mode: 'on' })
    expect(stateIn(stopped)).toMatchObject({ rehearse: 'done', change: 'failed', verify: 'not_reached' })
    expect(await value(one.url, feature)).toBe('0')
  })

  test('a rehearsal: nobody is told, and nothing is shut', { timeout: minutes }, async () => {
    const one = await moved(target)
    await change(one.url, 'create view idx_reminder_due_hours as select 1 as x')
    const { hooks, ran } = hooksOf()
    const stopped = await run(one, { hooks })
    expect([stopped.exit_code, stateIn(stopped)['rehearse'], ran()]).toEqual([4, 'failed', []])
    expect(stopped.reason).toContain('ABP521')
  })

  test('the comparison: a rule that finds what it did not find before', { timeout: minutes }, async () => {
    const one = await moved(target)
    const { hooks } = hooksOf()
    const wrong = `insert into users (organization_id, username, password_hash, email, role)
      select organization_id, 'wrong', '', '', 'user' from users limit 1`
    const stopped = await run(one, { hooks: { ...hooks, maintenanceOn: `psql -q "${one.url}" -c "${wrong}"` } })
    expect(stopped).toMatchObject({ exit_code: 3, maintenance_mode: 'on' })
    expect(stopped.reason).toMatch(/^verify failed: USR-02 finds 1, 0 before/)
  })

  test('the interface: it must describe the protocols', { timeout: minutes }, async () => {
    const one = await moved(target)
    const desk = await openDesk(await projectOf(one))
    const open = (fetch: (request: Request) => Response | Promise<Response>) =>
      listen({ fetch }, { host: '127.0.0.1', port: 0, refuse: () => new Error('no place') })
    const empty = await open(() => Response.json({ paths: { '/maintenance-protocols': { get: {} } } }))
    const stopped = await run(one, { interfaceUrl: empty.url })
    expect(stopped).toMatchObject({ exit_code: 3 })
    expect(stopped.reason).toContain('interface failed: its description lacks post /maintenance-protocols')
    await empty.close()
    const whole = await open((request) => createApp(desk).app.fetch(request))
    const done = await run(one, { interfaceUrl: whole.url })
    expect(done).toMatchObject({ verdict: 'PROVED' })
    expect(done.stages.find(({ name }) => name === 'interface')?.words).toMatch(
      /^its description lists \d+ operations$/,
    )
    await whole.close()
    await desk.db.close()
  })
})

describe('a command of the operator', () => {
  const facts = { ABPARTS_TARGET: 't', ABPARTS_DIRECTION: 'up', ABPARTS_MESSAGE: `it's "here"` } as const

  test('gets its facts, and what it says is kept', async () => {
    const said = await runHook({ notify: 'echo "$ABPARTS_HOOK $ABPARTS_TARGET $ABPARTS_MESSAGE" >&2' }, 'notify', facts)
    expect(said).toEqual({ ok: true, words: `it ended with 0: notify t it's "here"` })
  })

  test('is killed with what it started when its time is over', async () => {
    const mark = join(folder, 'late')
    const late = await runHook({ smoke: `(sleep 3; touch ${mark}) & sleep 30`, timeoutSeconds: 1 }, 'smoke', facts)
    expect(late).toEqual({ ok: false, words: 'it was killed after 1 s' })
    await new Promise((resolve) => setTimeout(resolve, 3000))
    expect(readdirSync(folder)).not.toContain('late')
  })

  test('is not waited for where it leaves something running', async () => {
    const left = await runHook({ restart: 'sleep 20 & echo $!' }, 'restart', facts)
    expect(left.ok).toBe(true)
    process.kill(Number(/: (\d+)$/.exec(left.words)?.[1]))
  })
})
