import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  ancestorsOf,
  buildGraph,
  descendantsOf,
  type Graph,
  headsOf,
  mergesOf,
  oneHead,
  rootsOf,
} from '../../src/history/graph.ts'
import { compareIds } from '../../src/history/migration.ts'
import { currentOf, downPath, upPath } from '../../src/history/path.ts'
import { fileOf, graphOf, problemOf } from './fixtures.ts'

const order = (graph: Graph): readonly string[] => [...graph.migrations.keys()]
const diamond = { '0001': [], '0002': ['0001'], '0003': ['0001'], '0004': ['0002', '0003'] }

test('without parents the history is a line in the order of the ids', () => {
  const graph = buildGraph(['0003', '0001', '10', '0002'].map((id) => fileOf(id)))
  expect(order(graph)).toEqual(['0001', '0002', '0003', '10'])
  expect(graph.migrations.get('10')?.parents).toEqual(['0003'])
  expect([rootsOf(graph), headsOf(graph), mergesOf(graph)]).toEqual([['0001'], ['10'], []])
})

test('a diamond', () => {
  const graph = graphOf(diamond)
  expect(order(graph)).toEqual(['0001', '0002', '0003', '0004'])
  expect(mergesOf(graph)).toEqual(['0004'])
  expect(ancestorsOf(graph, ['0004'])).toEqual(new Set(['0001', '0002', '0003']))
  expect(descendantsOf(graph, ['0001'])).toEqual(new Set(['0002', '0003', '0004']))
  expect(descendantsOf(graph, ['0002'])).toEqual(new Set(['0004']))
})

test('parents decide, ids only break ties', () => {
  expect(order(graphOf({ '0001': ['0003'], '0002': ['0003'], '0003': [] }))).toEqual(['0003', '0001', '0002'])
  expect(order(graphOf({ '9': ['1'], '10': ['1'], '1': [], b1: ['1'] }))).toEqual(['1', '9', '10', 'b1'])
})

test('an empty history has no head', () => {
  const graph = buildGraph([])
  expect([order(graph), headsOf(graph), oneHead(graph)]).toEqual([[], [], undefined])
})

test('what is no graph is refused', () => {
  expect(problemOf(() => buildGraph([fileOf('0001'), fileOf('0001', undefined, 'other')])).message).toBe(
    'Several migrations have the id 0001: migrations/0001_change.sql, migrations/0001_other.sql.',
  )
  expect(problemOf(() => graphOf({ '0001': ['0009'] })).code).toBe('HIST120')
  expect(problemOf(() => graphOf({ '0001': ['0001'] })).code).toBe('HIST121')
  expect(problemOf(() => graphOf({ '0001': [], '0002': ['0004'], '0003': ['0002'], '0004': ['0003'] })).message).toBe(
    'Migrations follow each other in a ring: 0002 → 0004 → 0003 → 0002.',
  )
  expect(problemOf(() => graphOf({ '0001': ['0002'], '0002': undefined })).message).toBe(
    'Migrations follow each other in a ring: 0001 → 0002 → 0001.',
  )
  expect(problemOf(() => graphOf({ '0001': ['0003'], '0002': ['0003'], '0003': ['0002'] })).message).toBe(
    'Migrations follow each other in a ring: 0002 → 0003 → 0002.',
  )
})

test('two heads, where one is needed', () => {
  const problem = problemOf(() => oneHead(graphOf({ '0001': [], '0002': ['0001'], '0003': ['0001'] })))
  expect(problem.text.next).toBe('Join them with `millwright merge 0002 0003`, or go to one with `millwright up 0002`.')
})

test('a history of 20,000 in a line and in a fan', () => {
  const line = buildGraph(Array.from({ length: 20_000 }, (_, at) => fileOf(String(at + 1))))
  expect(ancestorsOf(line, ['20000']).size).toBe(19_999)
  const fan = buildGraph(Array.from({ length: 20_000 }, (_, at) => fileOf(String(at + 1), at === 0 ? [] : ['1'])))
  expect(headsOf(fan)).toHaveLength(19_999)
})

/** Parents of node n as the numbers below n, then the nodes under shuffled ids, so that ids say nothing of the order. */
const dags = fc
  .array(fc.array(fc.nat(), { maxLength: 3 }), { maxLength: 14 })
  .chain((links) =>
    fc.tuple(
      fc.constant(links),
      fc.shuffledSubarray(
        links.map((_, at) => at),
        { minLength: links.length },
      ),
    ),
  )
  .map(([links, names]) => {
    const idOf = (at: number) => String((names[at] ?? at) + 1)
    const parents = links.map((to, at) => (at === 0 ? [] : [...new Set(to.map((n) => idOf(n % at)))]))
    return Object.fromEntries(parents.map((list, at) => [idOf(at), list]))
  })

/** Sets of applied ids that hold every parent of their members. */
const applications = dags.chain((parents) => {
  const graph = graphOf(parents)
  return fc
    .subarray([...order(graph)])
    .map((some) => ({ graph, parents, applied: new Set([...some, ...ancestorsOf(graph, some)]) }))
})

test('every migration comes after its parents', () => {
  fc.assert(
    fc.property(dags, (parents) => {
      const found = order(graphOf(parents))
      expect(found.toSorted()).toEqual(Object.keys(parents).toSorted())
      for (const [id, list] of Object.entries(parents)) {
        for (const parent of list) expect(found.indexOf(parent)).toBeLessThan(found.indexOf(id))
      }
    }),
  )
})

test('the order is the smallest by id among all that respect the parents', () => {
  fc.assert(
    fc.property(dags, (parents) => {
      const done = new Set<string>()
      for (const id of order(graphOf(parents))) {
        const ready = Object.keys(parents).filter((one) => !done.has(one) && parents[one]?.every((p) => done.has(p)))
        expect(id).toBe(ready.toSorted(compareIds)[0])
        done.add(id)
      }
    }),
  )
})

test('ancestors and descendants agree with a closure by brute force', () => {
  fc.assert(
    fc.property(dags, (parents) => {
      const graph = graphOf(parents)
      const ids = Object.keys(parents)
      const above = closureOf(parents)
      for (const id of ids) {
        expect(ancestorsOf(graph, [id])).toEqual(above.get(id))
        expect(descendantsOf(graph, [id])).toEqual(new Set(ids.filter((other) => above.get(other)?.has(id))))
      }
    }),
  )
})

/** Every id with all before it: parents are added to each set as often as there are ids. */
function closureOf(parents: { readonly [id: string]: readonly string[] }): ReadonlyMap<string, ReadonlySet<string>> {
  const ids = Object.keys(parents)
  let above = new Map(ids.map((id) => [id, new Set(parents[id])]))
  for (const _ of ids) {
    above = new Map(
      [...above].map(([id, set]) => [id, new Set([...set, ...[...set].flatMap((one) => parents[one] ?? [])])]),
    )
  }
  return above
}

test('down undoes exactly what up did, backwards', () => {
  fc.assert(
    fc.property(applications, ({ graph, applied }) => {
      const up = upPath(graph, applied, { kind: 'heads' })
      const all = new Set([...applied, ...up])
      expect(all.size).toBe(graph.migrations.size)
      expect(downPath(graph, all, { kind: 'base' }).filter((id) => !applied.has(id))).toEqual(up.toReversed())
    }),
  )
})

test('up to a target leaves it applied with all before it, and nothing else new', () => {
  fc.assert(
    fc.property(applications, fc.nat(), ({ graph, applied }, pick) => {
      const id = order(graph)[pick % Math.max(1, graph.migrations.size)]
      if (id === undefined) return
      const path = upPath(graph, applied, { kind: 'migration', id })
      const needed = ancestorsOf(graph, [id])
      expect(path.every((one) => (one === id || needed.has(one)) && !applied.has(one))).toBe(true)
      const after = new Set([...applied, ...path])
      expect(after.has(id) && [...needed].every((one) => after.has(one))).toBe(true)
      const back = downPath(graph, after, { kind: 'migration', id })
      expect(back.every((one) => applied.has(one) && ancestorsOf(graph, [one]).has(id))).toBe(true)
    }),
  )
})

test('steps are taken exactly when no other choice of that many is possible', () => {
  fc.assert(
    fc.property(applications, fc.integer({ min: 1, max: 4 }), ({ graph, parents, applied }, by) => {
      const pending = order(graph).filter((id) => !applied.has(id))
      const ups = choices(pending, by, (id) => (parents[id] ?? []).filter((one) => !applied.has(one)))
      compare(ups, () => upPath(graph, applied, { kind: 'steps', by }))
      const downs = choices([...applied], by, (id) => [...applied].filter((one) => parents[one]?.includes(id)))
      compare(downs, () => downPath(graph, applied, { kind: 'steps', by: -by }))
    }),
    { numRuns: 300 },
  )
})

/** Every set of n ids that holds, for each of them, those that must go with it. */
function choices(
  ids: readonly string[],
  n: number,
  needs: (id: string) => readonly string[],
): readonly (readonly string[])[] {
  const grow = (from: number, taken: string[]): string[][] =>
    taken.length === n ? [taken] : ids.slice(from).flatMap((id, at) => grow(from + at + 1, [...taken, id]))
  return grow(0, []).filter((set) => set.every((id) => needs(id).every((one) => set.includes(one))))
}

function compare(possible: readonly (readonly string[])[], path: () => readonly string[]): void {
  if (possible.length === 1) expect([...path()].toSorted()).toEqual(possible[0]?.toSorted())
  else expect(problemOf(path).code).toBe(possible.length === 0 ? 'HIST127' : 'HIST128')
}

test('where a database stands', () => {
  const graph = graphOf(diamond)
  expect(currentOf(graph, new Set())).toEqual([])
  expect(currentOf(graph, new Set(['0001', '0002', '0003']))).toEqual(['0002', '0003'])
  expect(currentOf(graph, new Set(order(graph)))).toEqual(['0004'])
})
