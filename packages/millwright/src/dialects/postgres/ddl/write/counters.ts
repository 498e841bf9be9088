import { type Entity, idOf } from '../../../../schema/catalogue.ts'
import { quoteText } from '../../syntax.ts'
import { beside, helperName, ident } from './ident.ts'
import type { Script } from './script.ts'

/** Paths of the sequences that come: of their own, or with an identity. */
function comingSequences({ fate }: Script): ReadonlySet<string> {
  const made = [...fate.made.values()]
  const changed = [...fate.altered.values()].filter(
    ({ from, to }) => from.facts['identity'] === undefined && to.facts['identity'] !== undefined,
  )
  return new Set([
    ...made.filter(({ kind }) => kind === 'sequence').map(({ facts }) => facts['path'] ?? ''),
    ...[...made, ...changed.map(({ to }) => to)].map(({ facts }) => facts['sequence'] ?? ''),
  ])
}

/** Paths of the sequences that go. */
function goingSequences({ fate }: Script): readonly string[] {
  const gone = [...fate.gone.values()]
  const changed = [...fate.altered.values()].filter(
    ({ from, to }) => from.facts['identity'] !== undefined && to.facts['identity'] === undefined,
  )
  return [
    ...gone.filter(({ kind }) => kind === 'sequence').map(({ facts }) => facts['path'] ?? ''),
    ...[...gone, ...changed.map(({ from }) => from)].flatMap(({ facts }) => facts['sequence'] ?? []),
  ]
}

/** Where a sequence is while its successor of the same name is made. */
export const asideOf = (path: string): string => beside(path, helperName('old', lastName(path)))

export const lastName = (path: string): string =>
  /(?:"((?:[^"]|"")+)"|([^."]+))$/
    .exec(path)
    ?.slice(1)
    .find((part) => part !== undefined)
    ?.replaceAll('""', '"') ?? path

/** Renames each sequence that goes while another one of its name comes, and tells where each one is found afterwards. */
export function setSequencesAside(script: Script): (path: string) => string {
  const coming = comingSequences(script)
  const moved = new Set(goingSequences(script).filter((path) => coming.has(path)))
  for (const path of moved) script.add('early', `alter sequence ${path} rename to ${ident(lastName(asideOf(path)))}`)
  return (path) => (moved.has(path) ? asideOf(path) : path)
}

/** The counter of the one goes on where that of the other stood. */
export const carryCounter = (to: string, from: string): string =>
  `select pg_catalog.setval(${quoteText(to)}, last_value, is_called) from ${from}`

/** A new counter for a column that has values goes on after them. */
export const countOn = (sequence: string, column: Entity): string =>
  `select pg_catalog.setval(${quoteText(sequence)}, max(${ident(column.name)})) from ${column.facts['path']} having max(${ident(column.name)}) >= 1`

/** The sequence that gives a column its default, if one does. */
export function sequenceBehind(script: Script, side: 'from' | 'to', { of = '', name }: Entity): string | undefined {
  const graph = script.fate[side]
  const needs = graph.get(idOf({ kind: 'default', of, name }))?.needs ?? []
  return needs.map((id) => graph.get(id)).find((entity) => entity?.kind === 'sequence')?.facts['path']
}
