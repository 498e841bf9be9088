/** What people decide about records that were not loaded, and the way to take them home. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { DatabaseSync } from 'node:sqlite'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import type { Job } from '../../src/http/jobs/job.ts'
import type { RejectsList } from '../../src/actions/rejects.ts'
import { makeProject, type Person, remove, type Running, serveAt, until } from './place.ts'

vi.setConfig({ testTimeout: 90_000 })

const engine = fileURLToPath(new URL('../../src/index.ts', import.meta.url))
const move = `import { defineMove, ndjson } from '${engine}'
const validate = (value) => (value.price < 0 ? { issues: [{ message: 'has a price below 0', path: ['price'] }] } : { value })
export default defineMove({ rejects: { max: 5 } }, (m) => {
  const shape = { '~standard': { version: 1, vendor: 'test', validate } }
  const items = m.load('load items', { from: ndjson('items.ndjson'), to: 'item', key: ['id'], shape, map: ({ id, name }) => ({ id, name }) })
  m.check(items, m.equal(items))
})
`

let folder: string
let at: Running
let ann: Person
let run: string
const there = 'environments/main'

async function doing(action: string, input: object = {}): Promise<Job> {
  const { body } = await ann.ask(`${there}/${action}`, input)
  return until(async () => {
    const job = await ann.read<Job>(`${there}/jobs/${(body as Job).id}`)
    return job.state === 'running' ? undefined : job
  })
}
const rejects = (): Promise<RejectsList> => ann.read<RejectsList>(`${there}/runs/${run}/rejects`)
const items = (): unknown => {
  const db = new DatabaseSync(join(folder, 'shop.db'), { readOnly: true })
  try {
    return db
      .prepare('select id, name from item order by id')
      .all()
      .map((row) => ({ ...row }))
  } finally {
    db.close()
  }
}

beforeAll(async () => {
  folder = makeProject()
  writeFileSync(join(folder, 'migrations/0002_items.ts'), move)
  const lines = [
    { id: 1, name: 'one', price: 5 },
    { id: 2, name: '=two', price: -3 },
    { id: 3, name: 'three', price: -1 },
  ]
  writeFileSync(join(folder, 'items.ndjson'), `${lines.map((line) => JSON.stringify(line)).join('\n')}\n`)
  at = await serveAt({ folder })
  ann = await at.as('operator', 'Ann')
  run = (await doing('up')).run ?? ''
})
afterAll(async () => {
  await at.served.close()
  remove(folder)
})

describe('a reject', () => {
  test('is saved as JSON lines, as it came, and as CSV in which no cell is a formula', async () => {
    const file = async (form: string) => {
      const headers = { cookie: ann.cookie }
      const answer = await fetch(`${at.url}/api/${there}/runs/${run}/rejects/export/${form}`, { headers })
      return [answer.status, answer.headers.get('content-disposition'), await answer.text()] as const
    }
    const [status, disposition, raw] = await file('raw')
    expect([status, disposition]).toEqual([200, `attachment; filename="rejects-${run}.raw"`])
    expect(
      raw
        .trim()
        .split('\n')
        .map((line) => (JSON.parse(line) as { id: number }).id),
    ).toEqual([2, 3])
    const [, , jsonl] = await file('jsonl')
    expect(JSON.parse(jsonl.split('\n')[0] ?? '')).toMatchObject({ record: 1, rule: expect.any(String) as string })
    const [, , csv] = await file('csv')
    expect(csv.split('\r\n')[0]).toMatch(/^id,run,/)
    expect(csv).not.toMatch(/(?:^|,)"[=+@-]/m)
    expect((await file('xml'))[0]).toBe(400)
  })

  test('is corrected and loaded; the text it came with is in the log of the run, and a viewer may not', async () => {
    const [first] = (await rejects()).rows
    const raw = '{"id":2,"name":"two","price":3}'
    const viewer = await at.as('viewer', 'Vic')
    const correct = `${there}/runs/${run}/rejects-correct`
    expect(await viewer.ask(correct, { id: first?.id, raw })).toMatchObject({ status: 403 })
    expect(await ann.ask(correct, { id: first?.id, raw })).toMatchObject({ status: 200 })
    expect(await ann.ask(correct, { id: first?.id, raw })).toMatchObject({ status: 400, body: { code: 'REJ103' } })
    expect(await doing('rejects-retry', { run })).toMatchObject({ exit: 0, result: { loaded: 1, stillRejected: 1 } })
    expect(items()).toEqual([
      { id: 1, name: 'one' },
      { id: 2, name: 'two' },
    ])
    const { view } = await ann.read<{ view: { findings: readonly { code: string; message: string }[] } }>(
      `${there}/runs/${run}`,
    )
    expect(view.findings).toMatchObject([
      { code: 'REJ201', message: `Ann corrected its text; as it came: {"id":2,"name":"=two","price":-3}` },
    ])
    expect(await ann.ask(correct, { id: first?.id, raw: 'again' })).toMatchObject({ body: { code: 'REJ102' } })
  })

  test('is left out with a reason, which the run and the trail keep, and is tried no more', async () => {
    const open = (await rejects()).rows.filter(({ state }) => state === 'open')
    const exclude = `${there}/runs/${run}/rejects-exclude`
    const ids = open.map(({ id }) => id)
    expect(await ann.ask(exclude, { ids, because: ' ' })).toMatchObject({ status: 400 })
    expect(await ann.ask(exclude, { ids, because: 'scrapped long ago' })).toMatchObject({ status: 200 })
    expect((await rejects()).rows.map(({ state }) => state)).toEqual(['loaded', 'excluded'])
    expect(await doing('rejects-retry', { run })).toMatchObject({ problem: { code: 'REJ101' } })
    expect(readFileSync(join(folder, '.millwright/audit.ndjson'), 'utf8')).toContain('scrapped long ago')
    expect(await ann.read(`${there}/runs/${run}/report`)).toMatchObject({
      findings: [{ code: 'REJ201' }, { code: 'REJ202', message: 'Ann left out 1 record: scrapped long ago' }],
    })
  })
})
