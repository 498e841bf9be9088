/** A plan's hash is that of its content: the order in which somebody wrote down its members says nothing. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { planAction } from '../../src/actions/plan.ts'
import { readJson, storedJson } from '../../src/kernel/json.ts'
import { freezePlan, type Plan } from '../../src/plan/plan.ts'
import { codeOf, projectWith, table } from '../run/project-with.ts'

const files = {
  '0001_item.sql': table('item', 'id integer primary key, name text'),
  '0002_code.ts': codeOf("up: sql`insert into item values (${1n}, ${'x'})`, down: sql`delete from item`"),
}
const params = { day: 'monday', hall: '1', as_of: '2026-11-21' }

/** The same value with the members of every object in another order. */
function shuffled(value: unknown, key: (name: string) => string): unknown {
  if (Array.isArray(value)) return value.map((one) => shuffled(one, key))
  if (typeof value !== 'object' || value === null) return value
  const members = Object.entries(value).toSorted(([a], [b]) => (key(a) < key(b) ? -1 : 1))
  return Object.fromEntries(members.map(([name, member]) => [name, shuffled(member, key)]))
}

const contentOf = ({ hash: _hash, format: _format, ...content }: Plan) => content

test('the order of members does not matter, a single other value does', async () => {
  const plan = await planAction({ ...(await projectWith(files)), params })
  fc.assert(
    fc.property(fc.func(fc.string()), (key) => {
      expect(freezePlan(shuffled(contentOf(plan), key) as Plan).hash).toBe(plan.hash)
    }),
    { numRuns: 50 },
  )
  const [first, ...rest] = plan.items
  const other = { ...contentOf(plan), items: [{ ...first, name: 'other' }, ...rest] } as unknown as Plan
  expect(freezePlan(other).hash).not.toBe(plan.hash)
})

test('the order of the parameters does not matter, their values do', async () => {
  const project = await projectWith(files)
  const hashOf = async (some: Plan['params']) => (await planAction({ ...project, params: some })).hash
  const turned = Object.fromEntries(Object.entries(params).reverse())
  expect(await hashOf(turned)).toBe(await hashOf(params))
  expect(await hashOf({ ...params, hall: '2' })).not.toBe(await hashOf(params))
})

test('a stored plan that is read again has the same hash, and findings are no part of it', async () => {
  const plan = await planAction({ ...(await projectWith(files)), params })
  expect(freezePlan(contentOf(readJson(storedJson(plan)) as Plan)).hash).toBe(plan.hash)
  const finding = { code: 'X101', severity: 'info', subject: '', message: '' } as const
  expect(freezePlan({ ...contentOf(plan), findings: [finding] }).hash).toBe(plan.hash)
})
