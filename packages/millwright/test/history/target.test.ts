import { expect, test } from 'vitest'
import { buildGraph } from '../../src/history/graph.ts'
import { downPath, upPath } from '../../src/history/path.ts'
import { resolveTarget, type Target } from '../../src/history/target.ts'
import { fileOf, graphOf, problemOf } from './fixtures.ts'

const graph = buildGraph([
  fileOf('20260101000000', undefined, 'users'),
  fileOf('20260102000000', undefined, 'parts'),
  fileOf('20260202000000', undefined, 'users'),
  fileOf('a1b2', undefined, '20260102000000'),
])

test.each([
  ['head', { kind: 'head' }],
  ['HEADS', { kind: 'heads' }],
  [' base ', { kind: 'base' }],
  ['+2', { kind: 'steps', by: 2 }],
  ['-12', { kind: 'steps', by: -12 }],
  ['20260102000000', { kind: 'migration', id: '20260102000000' }],
  ['parts', { kind: 'migration', id: '20260102000000' }],
  ['20260102000000_parts', { kind: 'migration', id: '20260102000000' }],
  ['20260102000000_parts.sql', { kind: 'migration', id: '20260102000000' }],
  ['./db/20260102000000_parts.sql', { kind: 'migration', id: '20260102000000' }],
  ['202602', { kind: 'migration', id: '20260202000000' }],
  ['a', { kind: 'migration', id: 'a1b2' }],
])('%j is %j', (word, target) => {
  expect(resolveTarget(graph, word)).toEqual(target)
})

test.each(['', 'part', '+0', '-0', '+', '1.5', 'b', 'parts.sql', '20260102000000_other.sql', '%'])(
  '%j is nothing',
  (word) => {
    expect(problemOf(() => resolveTarget(graph, word)).code).toBe('HIST124')
  },
)

test('several candidates are listed', () => {
  expect(problemOf(() => resolveTarget(graph, 'users')).message).toBe(
    '`users` could be 20260101000000_users.sql, 20260202000000_users.sql.',
  )
  expect(problemOf(() => resolveTarget(graph, '202601')).message).toBe(
    '`202601` could be 20260101000000_users.sql, 20260102000000_parts.sql.',
  )
})

test('an alias that a file gives itself is its migration, and a name goes before it', () => {
  const known = buildGraph([
    { ...fileOf('0001', undefined, 'first'), content: () => '-- alias: 01_first, second\n-- migrate:up\nselect 1' },
    {
      ...fileOf('0002', undefined, 'second'),
      content: () => '-- aliases: 03_x.y\n-- alias: older\n-- migrate:up\nselect 1',
    },
    {
      ...fileOf('0003', undefined, 'third'),
      content: () => '-- alias: older\n-- alias: the company\n-- migrate:up\nselect 1',
    },
  ])
  const idOf = (word: string) => resolveTarget(known, word)
  expect(idOf('01_first')).toEqual({ kind: 'migration', id: '0001' })
  expect(idOf('second')).toEqual({ kind: 'migration', id: '0002' })
  expect(idOf('03_x.y')).toEqual({ kind: 'migration', id: '0002' })
  expect(problemOf(() => idOf('older')).code).toBe('HIST125')
  expect(problemOf(() => idOf('the company')).code).toBe('HIST124')
})

const diamond = graphOf({ '0001': [], '0002': ['0001'], '0003': ['0001'], '0004': ['0002', '0003'], '0005': ['0004'] })
const up = (target: Target, ...applied: readonly string[]) => upPath(diamond, new Set(applied), target)
const down = (target: Target, ...applied: readonly string[]) => downPath(diamond, new Set(applied), target)
const to = (id: string): Target => ({ kind: 'migration', id })
const steps = (by: number): Target => ({ kind: 'steps', by })
const all = ['0001', '0002', '0003', '0004', '0005']

test('up', () => {
  expect(up({ kind: 'head' })).toEqual(all)
  expect(up({ kind: 'heads' }, '0001', '0003')).toEqual(['0002', '0004', '0005'])
  expect(up(to('0003'))).toEqual(['0001', '0003'])
  expect(up(to('0003'), '0001', '0003')).toEqual([])
  expect(up(to('0004'), '0004')).toEqual(['0001', '0002', '0003'])
  expect(up(steps(1))).toEqual(['0001'])
  expect(up(steps(3))).toEqual(['0001', '0002', '0003'])
  expect(upPath(graphOf({}), new Set(), { kind: 'head' })).toEqual([])
})

test('down', () => {
  expect(down({ kind: 'base' }, ...all)).toEqual(all.toReversed())
  expect(down({ kind: 'base' }, '0001', '0003')).toEqual(['0003', '0001'])
  expect(down(to('0002'), ...all)).toEqual(['0005', '0004'])
  expect(down(to('0001'), '0001', '0003')).toEqual(['0003'])
  expect(down({ kind: 'head' }, ...all)).toEqual([])
  expect(down(steps(-2), ...all)).toEqual(['0005', '0004'])
  expect(down(steps(-4), ...all)).toEqual(['0005', '0004', '0003', '0002'])
})

test('what cannot be reached', () => {
  const code = (work: () => unknown) => problemOf(work).code
  expect(code(() => up({ kind: 'base' }))).toBe('HIST126')
  expect(code(() => up(steps(-1)))).toBe('HIST126')
  expect(code(() => down({ kind: 'heads' }))).toBe('HIST126')
  expect(code(() => down(steps(1)))).toBe('HIST126')
  expect(code(() => up(steps(6)))).toBe('HIST127')
  expect(code(() => down(steps(-2), '0001'))).toBe('HIST127')
  expect(code(() => down(to('0005'), '0001'))).toBe('HIST129')
  expect(code(() => down(to('0001'), '0002'))).toBe('HIST129')
  expect(problemOf(() => up(steps(2))).message).toBe(
    '`+2` is not clear, because the history branches there: it could take or leave 0002, 0003.',
  )
  expect(problemOf(() => down(steps(-3), ...all)).message).toBe(
    '`-3` is not clear, because the history branches there: it could take or leave 0003, 0002.',
  )
})
