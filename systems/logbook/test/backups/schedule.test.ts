import { writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { listBackups } from 'millwright'
import { expect, onTestFinished, test } from 'vitest'
import { scheduleBackups } from '../../src/backups/schedule.ts'
import { lookAtHealth } from '../../src/health/look.ts'
import { startServer } from '../../src/server/server.ts'
import { bookAt } from '../book.ts'

const hour = 3_600_000

async function schedule(db: Awaited<ReturnType<typeof bookAt>>['project']) {
  let moment = Date.now()
  const reported: unknown[] = []
  const made = await scheduleBackups(db, {
    hours: 24,
    now: () => new Date(moment).toISOString(),
    report: (error) => reported.push(error),
  })
  onTestFinished(made.stop)
  const wait = (milliseconds: number): void => {
    moment += milliseconds
  }
  return { ...made, wait, reported }
}

const count = async (project: Parameters<typeof listBackups>[0]): Promise<number> =>
  (await listBackups(project)).backups.length

test('D-28: the automatic backups of the guide are made, by the server, where the guide says', async () => {
  const { db, project } = await bookAt('r17')
  const running = await startServer({
    db,
    port: 0,
    host: '127.0.0.1',
    names: [],
    report: () => undefined,
    backupHours: 24,
  })
  onTestFinished(running.stop)
  expect((await listBackups(project)).backups).toMatchObject([{ reason: 'by the schedule of the server' }])
  expect(project.backups).toBe(join(dirname(db), 'backups'))
})

test('a backup is made when the newest has grown too old, and not before', async () => {
  const { project } = await bookAt('r17')
  const { runDue, wait } = await schedule(project)
  expect(await count(project)).toBe(1)
  wait(23 * hour)
  await runDue()
  expect(await count(project)).toBe(1)
  wait(2 * hour)
  await Promise.all([runDue(), runDue()])
  expect(await count(project)).toBe(2)
})

test('one that fails is reported, and tried again a quarter of an hour later', async () => {
  const { db, project } = await bookAt('r17')
  const blocked = { ...project, backups: join(dirname(db), 'a-file') }
  writeFileSync(blocked.backups, '')
  const { runDue, wait, reported } = await schedule(blocked)
  await runDue()
  expect(reported).toHaveLength(1)
  wait(15 * 60_000)
  await runDue()
  expect(reported).toHaveLength(2)
})

test('health tells how old the newest backup is, and warns when it is too old or missing', async () => {
  const { project } = await bookAt('r17')
  expect(await lookAtHealth(project)).toMatchObject({ status: 'ok', backup_age_hours: null, warnings: ['no_backup'] })
  await schedule(project)
  expect(await lookAtHealth(project)).toMatchObject({ last_run: 'PROVED', backup_age_hours: 0, warnings: [] })
  expect(await lookAtHealth(project, Date.now() + 168 * hour)).toMatchObject({
    status: 'ok',
    backup_age_hours: 168,
    warnings: ['backup_old'],
  })
})
