/** What people ask the server to do, over real databases and in real processes. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, test, vi } from 'vitest'
import type { Job } from '../../src/http/jobs/job.ts'
import type { RunsResult } from '../../src/actions/runs.ts'
import { type At, makeProject, type Person, remove, serveAt, until } from './place.ts'

vi.setConfig({ testTimeout: 90_000 }) // each job is a process of its own

const ends: (() => Promise<void> | void)[] = []
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end()
})

async function place(rows = 10, flags: Partial<At> = {}) {
  const folder = makeProject(rows)
  ends.push(() => remove(folder))
  const at = await serveAt({ folder, ...flags })
  ends.push(() => at.served.close())
  return { folder, ...at }
}

const at = 'environments/main'
const jobIn = (person: Person, id: string): Promise<Job> => person.read<Job>(`${at}/jobs/${id}`)
const ended = (person: Person, id: string): Promise<Job> =>
  until(async () => {
    const job = await jobIn(person, id)
    return job.state === 'running' ? undefined : job
  })
const doing = async (person: Person, action: string, input: object = {}): Promise<Job> => {
  const { status, body } = await person.ask(`${at}/${action}`, input)
  expect(status).toBe(202)
  return ended(person, (body as Job).id)
}

describe('a job', () => {
  test('applies what is pending, and the ledger says who asked', async () => {
    const { as } = await place()
    const ann = await as('operator', 'Ann')
    expect(await doing(ann, 'up')).toMatchObject({ state: 'done', exit: 0, verdict: 'PROVED', typed: 'millwright up' })
    const { runs } = await ann.read<RunsResult>(`${at}/runs`)
    expect(runs).toMatchObject([{ actor: 'Ann', verdict: 'PROVED' }])
    expect(await ann.read(`${at}/rows/item?limit=2`)).toMatchObject({
      columns: ['id', 'name'],
      rows: [
        [1, 'item 1'],
        [2, 'item 2'],
      ],
    })
  })

  test('answers with the problem that the command would print', async () => {
    const { as } = await place()
    const ann = await as('operator')
    expect(await doing(ann, 'backup-prove', { id: 'backup_20200101_000000' })).toMatchObject({
      state: 'done',
      problem: { code: expect.stringMatching(/^(BAK|CONF)\d+$/) as string, next: expect.any(String) as string },
    })
  })

  test('that would destroy something waits for the name of the environment, and is not done without it', async () => {
    const { as } = await place()
    const ann = await as('operator')
    const { run } = await doing(ann, 'up')
    const asked = await doing(ann, 'rollback', { run })
    expect(asked).toMatchObject({ state: 'asks', problem: { code: 'RUN122' } })
    expect(await ann.ask(`${at}/jobs/${asked.id}/confirm`, { typed: 'shop' })).toMatchObject({ status: 422 })
    expect(await ann.ask(`${at}/jobs/${asked.id}/confirm`, { typed: 'Shop' })).toMatchObject({ status: 200 })
    expect(await ended(ann, asked.id)).toMatchObject({ state: 'done', verdict: 'REVERTED' })
    expect(await ann.read(`${at}/status`)).toMatchObject({ pending: 2 })
  })

  test('is paused at a batch boundary and resumed to the end, every row once', async () => {
    const { as } = await place(2000)
    const ann = await as('operator')
    const { body } = await ann.ask(`${at}/up`, {})
    const { id } = body as Job
    const run = await until(async () => (await jobIn(ann, id)).run)
    await until(async () => {
      const answer = await ann.ask(`${at}/pause`, { run })
      return answer.status === 200 ? true : undefined
    })
    expect(await ended(ann, id)).toMatchObject({ exit: 5, verdict: 'PAUSED' })
    expect(await doing(ann, 'resume', { run })).toMatchObject({ verdict: 'PROVED', run })
    const { rows } = await ann.read<{ rows: unknown[] }>(`${at}/rows/item?column=id&begins=2000`)
    expect(rows).toHaveLength(1)
  })

  test('keeps the environment to itself', async () => {
    const { as } = await place(500)
    const ann = await as('operator')
    const first = await ann.ask(`${at}/up`, {})
    expect(await ann.ask(`${at}/backup-create`, {})).toMatchObject({ status: 409 })
    await ended(ann, (first.body as Job).id)
  })

  test('puts a backup back after a typed confirmation', async () => {
    const { as } = await place()
    const ann = await as('operator')
    await doing(ann, 'up')
    const made = await doing(ann, 'backup-create')
    const { id } = made.result as { id: string }
    const asked = await doing(ann, 'backup-restore', { id })
    expect(asked).toMatchObject({ state: 'asks', problem: { code: 'RUN126' } })
    await ann.ask(`${at}/jobs/${asked.id}/confirm`, { typed: 'Shop' })
    expect(await ended(ann, asked.id)).toMatchObject({ state: 'done', exit: 0 })
  })

  test('says no when a person says no, and is not done later', async () => {
    const { as } = await place()
    const ann = await as('operator')
    const { run } = await doing(ann, 'up')
    const asked = await doing(ann, 'rollback', { run })
    expect(await ann.ask(`${at}/jobs/${asked.id}/refuse`)).toMatchObject({ status: 200, body: { state: 'refused' } })
    expect(await ann.ask(`${at}/jobs/${asked.id}/confirm`, { typed: 'Shop' })).toMatchObject({ status: 409 })
  })
})

describe('S6: one person destroys data', () => {
  test('the person who asked cannot approve, another operator cannot either, an approver can', async () => {
    const { as } = await place(10, { twoPersons: true })
    const [ann, bob, eve] = [await as('admin', 'Ann'), await as('operator', 'Bob'), await as('approver', 'Eve')]
    const { run } = await doing(ann, 'up')
    const asked = await doing(ann, 'rollback', { run })
    const job = `${at}/jobs/${asked.id}`
    expect(await ann.ask(`${job}/confirm`, { typed: 'Shop' })).toMatchObject({ body: { state: 'waiting' } })
    expect(await ann.ask(`${job}/approve`)).toMatchObject({ status: 403, body: { code: 'same_person' } })
    expect(await bob.ask(`${job}/approve`)).toMatchObject({ status: 403, body: { code: 'permission_missing' } })
    expect(await ann.read(`${at}/status`)).toMatchObject({ pending: 0 })
    expect(await eve.ask(`${job}/approve`)).toMatchObject({ status: 200 })
    expect(await ended(ann, asked.id)).toMatchObject({ verdict: 'REVERTED', approvedBy: 'Eve' })
    const { runs } = await ann.read<RunsResult>(`${at}/runs`)
    expect(runs[0]).toMatchObject({ actor: 'Ann, approved by Eve' })
  })

  test('whoever confirms what another person asked for cannot approve it', async () => {
    const { as } = await place(10, { twoPersons: true })
    const [ann, eve] = [await as('operator', 'Ann'), await as('approver', 'Eve')]
    const { run } = await doing(ann, 'up')
    const asked = await doing(ann, 'rollback', { run })
    await eve.ask(`${at}/jobs/${asked.id}/confirm`, { typed: 'Shop' })
    expect(await eve.ask(`${at}/jobs/${asked.id}/approve`)).toMatchObject({ status: 403 })
  })

  test('a plan that has become another one since it was confirmed is not carried out', async () => {
    const { as, folder } = await place(10, { twoPersons: true })
    const [ann, eve] = [await as('operator', 'Ann'), await as('approver', 'Eve')]
    await doing(ann, 'up')
    const drop = (word: string) => `-- migrate:up\n${word};\n-- migrate:down\ncreate table other (id integer);\n`
    const file = join(folder, 'migrations', '0003_drop.sql')
    writeFileSync(file, drop('drop table item'))
    const asked = await doing(ann, 'up')
    expect(asked).toMatchObject({ state: 'asks', problem: { code: 'RUN122' } })
    await ann.ask(`${at}/jobs/${asked.id}/confirm`, { typed: 'Shop' })
    writeFileSync(file, drop('drop table if exists item'))
    expect(await eve.ask(`${at}/jobs/${asked.id}/approve`)).toMatchObject({
      status: 409,
      body: { code: 'plan_changed' },
    })
  })
})
