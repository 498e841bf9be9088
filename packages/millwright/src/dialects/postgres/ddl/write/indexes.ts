import { type Entity, idOf } from '../../../../schema/catalogue.ts'
import { createStatements, indexExtras, indexText } from './create.ts'
import type { Script, Section } from './script.ts'
import { statement } from './statement.ts'

/**
 * Makes an index. On columns of a table that was there before, and where no row can stand in its way, it is built while
 * others write, after everything else; a unique one, or one over expressions, could fail and stays in the transaction.
 */
export function makeIndex(script: Script, index: Entity, section: Section): void {
  if (!canWait(script, index)) return script.add(section, ...createStatements(index))
  script.push('back', statement(indexText(index, 'concurrently '), { alone: true }))
  for (const text of indexExtras(index)) script.push('back', statement(text, { alone: true }))
}

function canWait({ fate, isUp }: Script, { facts, needs, of = '' }: Entity): boolean {
  const table = fate.from.get(idOf({ kind: 'table', name: of }))
  const isPlain =
    facts['partitioned'] === undefined && facts['statistics'] === undefined && plain.test(facts['definition'] ?? '')
  const isOld = needs.every((need) => fate.from.byId.has(need) && !fate.made.has(need) && !fate.converted.has(need))
  return (
    isUp &&
    table !== undefined &&
    isPlain &&
    isOld &&
    !isNeeded(fate.to.dependents(idOf({ kind: 'index', of, name: '' })))
  )
}

const isNeeded = (dependents: readonly Entity[]): boolean => dependents.length > 0

const plain =
  /^CREATE INDEX ON \S.* USING (?:btree|hash|brin) \((?:(?:"(?:[^"]|"")+"|[a-z_][\w$]*)(?: DESC| ASC| NULLS FIRST| NULLS LAST)*(?:, )?)+\)$/
