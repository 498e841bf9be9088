import { type Entity, idOf } from '../../../../schema/catalogue.ts'
import type { DdlOrder, DdlScript } from '../../../ddl.ts'
import { quoteText } from '../../syntax.ts'
import { alterStatements, newLabels } from './alter.ts'
import { addColumn, alterColumn } from './columns.ts'
import { countOn, lastName, setSequencesAside } from './counters.ts'
import { createStatements } from './create.ts'
import { decideFate, type Pair } from './fate.ts'
import { type Bundle, inOrder } from './graph.ts'
import { ident, schemaOf } from './ident.ts'
import { makeIndex } from './indexes.ts'
import { keepOrTell, restoreTables } from './keep.ts'
import { dropEarly, dropLate } from './leave.ts'
import { moveRows } from './rebuild.ts'
import { retypeAll, tellOfAttributes } from './retype.ts'
import { Script, type Section } from './script.ts'
import { makeTable, bundlesOf } from './tables.ts'
import { stillTriggers } from './triggers.ts'

/** Writes one direction: what has to leave first, what is made and altered in the order of needs, what leaves last. */
export function write(order: DdlOrder): DdlScript {
  const script = new Script(order, decideFate(order))
  const whereIs = setSequencesAside(script)
  keepOrTell(script)
  dropEarly(script)
  renameSequences(script)
  retypeAll(script)
  makeAll(script, whereIs)
  moveRows(script)
  restoreTables(script)
  own(script)
  dropLate(script, whereIs)
  stillTriggers(script)
  addLabels(script)
  const { statements, findings, destructive, reversible } = script
  return { statements, findings, destructive, reversible }
}

const early = new Set<Entity['kind']>([
  'schema',
  'extension',
  'type',
  'sequence',
  'function',
  'table',
  'column',
  'default',
])

/** Until the last column stands, statements come before rows are filled; then those that bind rows follow. */
function makeAll(script: Script, whereIs: (path: string) => string): void {
  const bundles = inOrder(bundlesOf(script))
  const last = bundles.findLastIndex(({ head }) => early.has(head.kind) && head.kind !== 'function')
  bundles.forEach((bundle, at) => makeOne(script, bundle, { whereIs, section: at <= last ? 'make' : 'finish' }))
}

type How = { readonly whereIs: (path: string) => string; readonly section: Section }

function makeOne(script: Script, bundle: Bundle, { whereIs, section }: How): void {
  const { head, id } = bundle
  const pair = script.fate.altered.get(id)
  if (pair !== undefined) return alterOne(script, pair, { whereIs, section })
  if (head.kind === 'table') return makeTable(script, bundle)
  if (head.kind === 'column') return makeColumn(script, bundle)
  if (head.kind === 'index') return makeIndex(script, head, section)
  script.add(section, ...createStatements({ ...head, sql: script.fate.gone.get(id)?.sql ?? head.sql }))
}

function makeColumn(script: Script, { head, members }: Bundle): void {
  if (addColumn(script, head)) return
  for (const standard of members.filter(({ kind }) => kind === 'default'))
    script.add('make', ...createStatements(standard))
}

function alterOne(script: Script, pair: Pair, { whereIs, section }: How): void {
  if (pair.to.kind === 'column') return alterColumn(script, pair, whereIs)
  if (pair.to.facts['form'] === 'enum') return // labels are added when it is known who uses them
  if (pair.to.facts['form'] === 'composite') tellOfAttributes(script, pair)
  script.add(section, ...alterStatements(pair))
}

function renameSequences(script: Script): void {
  for (const { from, to } of script.fate.renamed) {
    const [old = '', now = ''] = [from.facts['path'], to.facts['path']]
    if (schemaOf(old) !== schemaOf(now)) script.add('early', `alter sequence ${old} set schema ${schemaOf(now)}`)
    const moved = `${schemaOf(now)}.${ident(lastName(old))}`
    if (moved !== now) script.add('early', `alter sequence ${moved} rename to ${ident(lastName(now))}`)
    script.add('make', ...alterStatements({ from: { ...from, facts: { ...from.facts, path: now } }, to }))
  }
}

/** Tells sequences whose they are, once both are there; one that comes to a column with values counts on after them. */
function own(script: Script): void {
  for (const entity of script.fate.made.values())
    if (entity.kind === 'sequence' && entity.facts['owned_by'] !== undefined) ownNew(script, entity)
  for (const { from, to } of script.fate.altered.values()) {
    if (to.kind !== 'sequence' || from.facts['owned_by'] === to.facts['owned_by']) continue
    script.add('finish', `alter sequence ${to.facts['path']} owned by ${to.facts['owned_by'] ?? 'none'}`)
  }
}

function ownNew(script: Script, sequence: Entity): void {
  const path = sequence.facts['path'] ?? ''
  script.add('finish', `alter sequence ${path} owned by ${sequence.facts['owned_by']}`)
  const column = columnBehind(script, idOf(sequence))
  const isSet = script.mentions(`setval(${quoteText(path)}`)
  if (column !== undefined && !isSet) script.add('fill', countOn(path, column))
}

/** The column, there before, that takes its default from a sequence. */
function columnBehind(script: Script, sequence: string): Entity | undefined {
  const standard = script.fate.to.dependents(sequence).find(({ kind }) => kind === 'default')
  if (standard === undefined) return undefined
  const id = idOf({ ...standard, kind: 'column' })
  return script.fate.from.get(id) === undefined || script.fate.gone.has(id) ? undefined : script.fate.to.get(id)
}

/**
 * A new label may be used only by a later transaction: where something in the list uses it, it is added before all else;
 * otherwise it takes part in the transaction.
 */
function addLabels(script: Script): void {
  for (const { from, to } of script.fate.altered.values()) {
    if (to.facts['form'] !== 'enum') continue
    for (const { label, text } of newLabels(from, to)) {
      const isUsed = script.mentions(quoteText(label).trim())
      if (isUsed) script.push('front', { text: script.beforeRenames(to, text), alone: true })
      else script.add('make', text)
    }
  }
}
