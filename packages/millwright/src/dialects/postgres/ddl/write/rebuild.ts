import { type Entity, idOf } from '../../../../schema/catalogue.ts'
import { asideOf, carryCounter } from './counters.ts'
import { isPart } from './fate.ts'
import { copyRows } from './keep.ts'
import type { Script } from './script.ts'

/** Whether a table is made anew and its rows are carried over. */
export const isRebuilt = ({ fate: { gone, made } }: Script, entity: Entity): boolean =>
  entity.kind === 'table' && gone.has(idOf(entity)) && made.has(idOf(entity))

/** Carries the rows of rebuilt tables over, and their counters; those of a part come through its parent. */
export function moveRows(script: Script): void {
  for (const table of script.fate.made.values()) {
    const old = script.fate.gone.get(idOf(table))
    if (old === undefined || !isRebuilt(script, table) || comesWithParent(script, old)) continue
    script.add('fill', copyRows(script, table, asideOf(old.facts['path'] ?? '')))
    for (const column of script.fate.to.parts(table.name)) moveCounter(script, column)
  }
}

const comesWithParent = ({ fate: { gone } }: Script, part: Entity): boolean =>
  isPart(part) && part.needs.some((id) => gone.get(id)?.kind === 'table')

function moveCounter(script: Script, column: Entity): void {
  const old = script.fate.from.get(idOf(column))?.facts['sequence']
  const sequence = column.facts['sequence']
  if (column.kind === 'column' && old !== undefined && sequence !== undefined)
    script.add('fill', carryCounter(sequence, old === sequence ? asideOf(old) : old))
}
