/** Stock follows its ledger: under many at once, and when the process is killed in the middle. */
import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { openDatabase } from '../../src/database/open.ts'
import { type Api, describeEachApi, id } from './support.ts'

const mismatch = `select count(*)::int as n from (
  select warehouse_id, part_id, current_stock as stock, 0 as moved from inventory
  union all select to_warehouse_id, part_id, 0, quantity from transactions where to_warehouse_id is not null
  union all select from_warehouse_id, part_id, 0, -quantity from transactions where from_warehouse_id is not null) as moves
  group by warehouse_id, part_id having sum(stock) <> sum(moved)`

async function expectEven({ desk }: Api): Promise<void> {
  const found = await desk.db.read((session) => session.query(mismatch))
  const below = await desk.db.read((session) => session.query('select from inventory where current_stock < 0'))
  expect([found, below]).toEqual([[], []])
}

const post = ({ call }: Api, who: 'adminA' | 'userA' | 'boss', body: object) =>
  call(who, 'POST /transactions', { part_id: id(41), ...body })

describeEachApi('stock', (api) => {
  test('under 200 movements at once is the sum of its movements, and never below zero', async () => {
    const kinds = [
      { transaction_type: 'transfer', from_warehouse_id: id(31), to_warehouse_id: id(32), quantity: 3.5 },
      { transaction_type: 'transfer', from_warehouse_id: id(32), to_warehouse_id: id(31), quantity: 2.25 },
      { transaction_type: 'consumption', from_warehouse_id: id(31), machine_id: id(21), quantity: 4 },
      { transaction_type: 'consumption', from_warehouse_id: id(32), machine_id: id(22), quantity: 5 },
    ]
    const all = Array.from({ length: 200 }, (_, at) => post(api(), 'userA', kinds[at % 4] ?? {}))
    const answers = await Promise.all(all)
    const count = (status: number): number => answers.filter((one) => one.status === status).length
    expect(count(200) + count(400)).toBe(200)
    expect(count(200)).toBeGreaterThan(30)
    expect(count(400)).toBeGreaterThan(10) // more was asked for than there is
    expect(answers.filter(({ status }) => status === 400).every(({ body }) => body.code === 'not_enough_stock')).toBe(
      true,
    )
    await expectEven(api())
    expect(api().reported).toEqual([])
  })

  test.each([
    ['userA', { transaction_type: 'creation', to_warehouse_id: id(31), quantity: 1 }, 403, 'permission_missing'],
    ['adminA', { transaction_type: 'creation', from_warehouse_id: id(31), quantity: 1 }, 422, 'creation_ends'],
    ['adminA', { transaction_type: 'transfer', from_warehouse_id: id(31), quantity: 1 }, 422, 'transfer_ends'],
    [
      'adminA',
      { transaction_type: 'transfer', from_warehouse_id: id(31), to_warehouse_id: id(31), quantity: 1 },
      422,
      'same_warehouse',
    ],
    ['adminA', { transaction_type: 'adjustment', to_warehouse_id: id(31), quantity: 0 }, 422, 'quantity_impossible'],
    ['adminA', { transaction_type: 'creation', to_warehouse_id: id(31), quantity: -1 }, 422, 'quantity_impossible'],
    ['adminA', { transaction_type: 'creation', to_warehouse_id: id(31), quantity: 0.0001 }, 422, 'invalid'],
    ['adminA', { transaction_type: 'adjustment', to_warehouse_id: id(31), quantity: -5000 }, 400, 'not_enough_stock'],
    [
      'adminA',
      { transaction_type: 'creation', to_warehouse_id: id(31), part_id: id(99), quantity: 1 },
      404,
      'no_such_part',
    ],
  ] as const)('%s sends %o', async (...[who, body, status, code]) => {
    expect(await post(api(), who, body)).toMatchObject({ status, body: { code } })
    await expectEven(api())
  })

  test('is even after a process was killed while it moved things', async ({ skip }) => {
    const { url } = api()
    skip(url.startsWith('pglite:'), 'this process holds the directory, and no other one can move anything in it')
    const child = spawn(
      process.execPath,
      [
        '--conditions=millwright-source',
        '--disable-warning=ExperimentalWarning',
        fileURLToPath(new URL('mover.ts', import.meta.url)),
        url,
      ],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    )
    await new Promise((resolve) => child.stdout.once('data', resolve))
    await new Promise((resolve) => setTimeout(resolve, 150))
    const ended = new Promise((resolve) => child.once('exit', resolve))
    child.kill('SIGKILL')
    await ended
    const db = await openDatabase(url)
    const [moved] = await db.query(`select count(*)::int as n from transactions where notes = 'killed'`)
    await db.close()
    expect(Number(moved?.['n'])).toBeGreaterThan(0)
    await expectEven(api())
    expect(
      (await post(api(), 'adminA', { transaction_type: 'creation', to_warehouse_id: id(31), quantity: 1 })).status,
    ).toBe(200)
  }, 60_000)
})
