import { expect, test, vi } from 'vitest'
import type { Register } from '../../src/domain/fields.ts'
import { newDevice, pathOf } from '../equipment/support.ts'
import { testHospital } from '../http/support.ts'
import { ask, emptyGround, type Ground, look, type Reply, serve, type Served } from './processes.ts'

// Programs are started, and the machine may be busy.
vi.setConfig({ testTimeout: 300_000 })

const statuses = (replies: readonly Reply[]): Readonly<Record<number, number>> => {
  const counts: Record<number, number> = {}
  for (const { status } of replies) counts[status] = (counts[status] ?? 0) + 1
  return counts
}

const registers: readonly Register[] = ['ocm', 'ppm']
const each = <T>(count: number, make: (at: number) => T): readonly T[] =>
  Array.from({ length: count }, (_, at) => make(at))

test('200 writers at once, from several clients, through two processes on one file: nothing is lost', async () => {
  const ground = await emptyGround()
  const servers = [await serve(ground), await serve(ground)] as const
  const through = (at: number): Served => servers[at % 2] as Served

  for (const register of registers) {
    await addAtOnce(ground, register, through)
    await changeAtOnce(ground, register, through)
    await deleteAtOnce(ground, register, through)
  }
  expect(look(ground.db, (db) => db.prepare('pragma integrity_check').all())).toMatchObject([{ integrity_check: 'ok' }])
})

type Through = (at: number) => Served

/** 150 serials, and 10 more that five clients want at the same time. */
async function addAtOnce(ground: Ground, register: Register, through: Through): Promise<void> {
  const own = each(150, (at) => `OWN-${at}`)
  const wanted = each(50, (at) => `WANTED-${at % 10}`)
  const replies = await Promise.all(
    [...own, ...wanted].map((serial, at) =>
      ask(through(at), ground, [
        'POST',
        `/api/equipment/${register}`,
        newDevice(register, serial, { Name: `BY ${at}` }),
      ]),
    ),
  )
  expect(statuses(replies)).toEqual({ 201: 160, 409: 40 })
  for (const { status, body } of replies)
    if (status === 409)
      expect(body).toMatchObject({
        code: 'duplicate_serial',
        error: expect.stringContaining('already exists') as unknown,
      })
  const stored = rowsOf(ground, register)
  expect(stored.map(({ serial }) => serial).toSorted()).toEqual(
    [...own, ...each(10, (at) => `WANTED-${at}`)].toSorted(),
  )
  const told = replies.filter(({ status }) => status === 201).map(({ body }) => [body['NO'], body['Name']])
  expect(told.toSorted(byNumber)).toEqual(stored.map(({ no, name }) => [no, name]))
  expect(told.toSorted(byNumber).map(([no]) => no)).toEqual(
    each(160, (at) => (stored[0] === undefined ? 0 : stored[0].no + at)),
  )
  expect(events(ground, register, 'Equipment Added')).toBe(160)
}

const byNumber = ([one]: readonly unknown[], [other]: readonly unknown[]): number => Number(one) - Number(other)

/** Two clients change the same version of every one of 100 devices. */
async function changeAtOnce(ground: Ground, register: Register, through: Through): Promise<void> {
  const serials = each(100, (at) => `OWN-${at}`)
  const versions = await Promise.all(
    serials.map(async (serial, at) => (await ask(through(at), ground, ['GET', pathOf(register, serial)])).etag),
  )
  const replies = await Promise.all(
    each(200, (at) => {
      const serial = serials[at % 100] as string
      const body = newDevice(register, serial, { Name: `CHANGED BY ${at}` })
      return ask(through(Math.floor(at / 100)), ground, [
        'PUT',
        pathOf(register, serial),
        body,
        { 'if-match': versions[at % 100] as string },
      ])
    }),
  )
  expect(statuses(replies)).toEqual({ 200: 100, 412: 100 })
  for (const { status, body } of replies) if (status === 412) expect(body).toMatchObject({ code: 'version_mismatch' })
  const names = new Map(rowsOf(ground, register).map(({ serial, name }) => [serial, name]))
  for (const [at, { status, body }] of replies.entries())
    if (status === 200) expect([at, names.get(serials[at % 100] as string)]).toEqual([at, body['Name']])
  expect(events(ground, register, 'Equipment Updated')).toBe(100)
}

/** Two clients delete each of 100 devices. */
async function deleteAtOnce(ground: Ground, register: Register, through: Through): Promise<void> {
  const replies = await Promise.all(
    each(200, (at) => ask(through(Math.floor(at / 100)), ground, ['DELETE', pathOf(register, `OWN-${at % 100}`)])),
  )
  expect(statuses(replies)).toEqual({ 200: 100, 404: 100 })
  expect(
    rowsOf(ground, register)
      .map(({ serial }) => serial)
      .toSorted(),
  ).toEqual([...each(50, (at) => `OWN-${100 + at}`), ...each(10, (at) => `WANTED-${at}`)].toSorted())
  expect(events(ground, register, 'Equipment Deleted')).toBe(100)
}

type Stored = { readonly no: number; readonly serial: string; readonly name: string }

/** The register as the file has it; a PPM device has its four quarters. */
function rowsOf({ db }: Ground, register: Register): readonly Stored[] {
  return look(db, (open) => {
    const table = `${register}_equipment`
    const quarters = open
      .prepare('select count(*) as n, (select count(*) from ppm_equipment) * 4 as law from ppm_visit')
      .get()
    expect(quarters?.['n']).toBe(quarters?.['law'])
    return open.prepare(`select no, serial, name from ${table} order by no`).all() as Stored[]
  })
}

const events = ({ db }: Ground, register: Register, type: string): number =>
  look(db, (open) => {
    const counted = open.prepare(
      "select count(*) as n from audit_log where event_type = ? and json_extract(details, '$.register') = ?",
    )
    return Number(counted.get(type, register)?.['n'])
  })

test('200 writers of every kind at once in one process: every answer is what was stored', async () => {
  const hospital = await testHospital()
  const posts = each(100, (at) => hospital.call('Editor', 'POST /api/equipment/ppm', newDevice('ppm', `P-${at}`)))
  const lists = each(50, () => hospital.call('Viewer', 'GET /api/equipment/ppm'))
  const trainings = each(50, (at) =>
    hospital.call('Editor', 'POST /api/trainings', { employee_id: String(at), name: `NURSE ${at}`, department: 'ER' }),
  )
  const [added, seen, trained] = [await Promise.all(posts), await Promise.all(lists), await Promise.all(trainings)]
  expect(new Set([...added, ...trained].map(({ status }) => status))).toEqual(new Set([201]))
  expect(new Set(seen.map(({ status }) => status))).toEqual(new Set([200]))
  expect(new Set(trained.map(({ body }) => (body as { id: string }).id)).size).toBe(50)
  expect(new Set(added.map(({ body }) => (body as { NO: number }).NO)).size).toBe(100)
})
