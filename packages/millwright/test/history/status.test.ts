import { expect, test } from 'vitest'
import { buildGraph } from '../../src/history/graph.ts'
import { type Applied, appliedIds, refusalsOf, statusOf } from '../../src/history/status.ts'
import { fileOf, graphOf } from './fixtures.ts'

const row = (id: string, checksum = id.padEnd(64, '0'), name = 'change'): Applied => ({
  id,
  name,
  checksum,
  parents: [],
  content: '',
  appliedAt: '2026-11-21T10:15:00Z',
  run: undefined,
})

const graph = graphOf({ '0001': undefined, '0002': undefined, '0003': undefined, '0004': undefined })

test('every state', () => {
  const statuses = statusOf(graph, [row('0009'), row('0001'), row('0003', 'f'.repeat(64)), row('0005')])
  expect(statuses.map(({ id, state }) => [id, state])).toEqual([
    ['0001', 'applied'],
    ['0002', 'out-of-order'],
    ['0003', 'edited'],
    ['0004', 'pending'],
    ['0005', 'missing'],
    ['0009', 'missing'],
  ])
  expect(statuses[0]).toMatchObject({ name: 'change', migration: { id: '0001' }, applied: { id: '0001' } })
  expect(refusalsOf(statuses).map(({ code }) => code)).toEqual(['HIST130', 'HIST131', 'HIST131'])
})

test('a late file between two applied ones is out of order, and nothing is refused', () => {
  const late = buildGraph([fileOf('0001'), fileOf('0002'), fileOf('0003')])
  const statuses = statusOf(late, [row('0001'), row('0003')])
  expect(statuses.map(({ state }) => state)).toEqual(['applied', 'out-of-order', 'applied'])
  expect(refusalsOf(statuses)).toEqual([])
})

test('a file that was only renamed is still applied, under its new name', () => {
  const [status] = statusOf(graph, [row('0001', undefined, 'old_name')])
  expect(status).toMatchObject({ name: 'change', state: 'applied', applied: { name: 'old_name' } })
})

test('nothing anywhere', () => {
  expect(statusOf(graphOf({}), [])).toEqual([])
  expect(appliedIds([row('0001'), row('0002')])).toEqual(new Set(['0001', '0002']))
})
