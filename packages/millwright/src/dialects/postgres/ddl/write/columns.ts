import { type Entity, idOf } from '../../../../schema/catalogue.ts'
import { needsFill, needsUsing, valuesLost } from '../../../../schema/questions.ts'
import { castOf } from './cast.ts'
import { columnExtras, columnText, identityOptions } from './create.ts'
import { carryCounter, countOn, lastName, sequenceBehind } from './counters.ts'
import type { Pair } from './fate.ts'
import { ident } from './ident.ts'
import { hasKept, restoreColumn } from './keep.ts'
import { conversionOf } from './retype.ts'
import type { Script } from './script.ts'
import { changedOptions } from './sequence.ts'

/** Adds a column to a table that is there, and gives its rows a value. @returns whether the default came with it */
export function addColumn(script: Script, column: Entity): boolean {
  const standard = script.fate.made.get(idOf({ kind: 'default', of: column.of ?? '', name: column.name }))
  const expression = standard?.facts['expression']
  const fill = script.wordsOn(script.order.answers.fills, column)
  const isKept = !script.isUp && hasKept(script, column)
  const text = (about: Parameters<typeof columnText>[1]): string =>
    `alter table ${column.facts['path']} add column ${columnText(column, about)}`
  if (fill === undefined && !isKept) {
    askForFill(script, column, expression)
    script.add('make', text(expression === undefined ? {} : { default: expression }), ...columnExtras(column))
    return true
  }
  script.add('make', text({ nullable: true }), ...columnExtras(column))
  if (isKept) script.add('fill', restoreColumn(script, column))
  fillColumn(script, column, { words: fill ?? (isRequired(column) ? expression : undefined), isKept })
  return false
}

type Filling = { readonly words: string | undefined; readonly isKept: boolean }

function fillColumn(script: Script, column: Entity, { words, isKept }: Filling): void {
  if (words !== undefined) script.add('fill', updateText(column, words, isKept))
  if (isRequired(column))
    script.add('fill', `alter table ${column.facts['path']} alter column ${ident(column.name)} set not null`)
}

const isRequired = ({ facts }: Entity): boolean => facts['nullability'] !== undefined && facts['identity'] === undefined

function askForFill(script: Script, column: Entity, expression: string | undefined): void {
  const hasValue = expression !== undefined || column.facts['generated'] !== undefined
  const isEmpty = script.order.empty?.has(script.firstName(column.of ?? '')) === true
  if (script.isUp && isRequired(column) && !hasValue && !isEmpty)
    script.findings.push(needsFill(column.of ?? '', column.name))
}

const updateText = ({ name, facts }: Entity, expression: string, onlyNulls: boolean): string =>
  `update ${facts['path']} set ${ident(name)} = (${expression})${onlyNulls ? ` where ${ident(name)} is null` : ''}`

/** Changes a column where it stands: first what makes room, then the type, then, when rows have their values, what binds them. */
export function alterColumn(script: Script, pair: Pair, whereIs: (path: string) => string): void {
  const { from, to } = pair
  const alter = `alter table ${to.facts['path']} alter column ${ident(to.name)}`
  if (from.facts['generated'] !== undefined && to.facts['generated'] === undefined)
    script.add('make', `${alter} drop expression`)
  dropIdentity(script, pair, whereIs)
  if (loses(pair, 'nullability')) script.add('make', `${alter} drop not null`)
  if (script.fate.converted.has(idOf(to))) convert(script, pair)
  if (gains(pair, 'nullability')) bindToValues(script, to)
  addIdentity(script, pair, whereIs)
  script.add('make', ...extraSteps(pair, alter))
}

const gains = ({ from, to }: Pair, name: string): boolean =>
  from.facts[name] === undefined && to.facts[name] !== undefined
const loses = ({ from, to }: Pair, name: string): boolean =>
  from.facts[name] !== undefined && to.facts[name] === undefined

function dropIdentity(script: Script, { from, to }: Pair, whereIs: (path: string) => string): void {
  if (!loses({ from, to }, 'identity')) return
  const successor = sequenceBehind(script, 'to', to)
  if (successor !== undefined && script.fate.made.has(`sequence ${sequenceName(script, successor)}`))
    script.add('make', carryCounter(successor, whereIs(from.facts['sequence'] ?? '')))
  script.add('make', `alter table ${to.facts['path']} alter column ${ident(to.name)} drop identity`)
}

const sequenceName = (script: Script, path: string): string =>
  [...script.fate.made.values()].find(({ kind, facts }) => kind === 'sequence' && facts['path'] === path)?.name ?? ''

function addIdentity(script: Script, { from, to }: Pair, whereIs: (path: string) => string): void {
  const alter = `alter table ${to.facts['path']} alter column ${ident(to.name)}`
  const [before, after] = [from.facts['identity'], to.facts['identity']]
  if (after === undefined) return
  if (before === undefined) {
    const old = sequenceBehind(script, 'from', from)
    const sequence = to.facts['sequence'] ?? ''
    script.add('fill', `${alter} add generated ${after} as identity${identityOptions(to)}`)
    script.add('fill', old === undefined ? countOn(sequence, to) : carryCounter(sequence, whereIs(old)))
    return
  }
  if (from.facts['sequence'] !== to.facts['sequence'])
    script.add(
      'make',
      `alter sequence ${from.facts['sequence']} rename to ${ident(lastName(to.facts['sequence'] ?? ''))}`,
    )
  const options = changedOptions(from.facts, to.facts, 'set ')
  const kind = before === after ? '' : `set generated ${after}`
  if (`${kind}${options}` !== '')
    script.add('make', `${alter} ${[kind, options].filter((text) => text !== '').join(' ')}`)
}

function bindToValues(script: Script, column: Entity): void {
  const fill = script.wordsOn(script.order.answers.fills, column)
  if (fill !== undefined) {
    script.add('fill', updateText(column, fill, true))
    script.reversible = false // which rows had none is not known afterwards
  }
  script.add('fill', `alter table ${column.facts['path']} alter column ${ident(column.name)} set not null`)
}

function convert(script: Script, pair: Pair): void {
  const { to } = pair
  const { type = '', collation } = to.facts
  const using = usingFor(script, pair)
  const collate = collation === undefined ? '' : ` collate ${collation}`
  script.push('make', {
    text: `alter table ${to.facts['path']} alter column ${ident(to.name)} type ${type}${collate}${using === undefined ? '' : ` using ${using}`}`,
    lock: 'access exclusive',
    rewrites: true,
  })
}

/** The expression that gives the new value; none where the server finds it by itself. */
export function usingFor(script: Script, pair: Pair): string | undefined {
  const { to } = pair
  const given = script.isUp ? script.wordsOn(script.order.answers.usings, to) : undefined
  if (given !== undefined) {
    script.lose()
    script.findings.push(
      valuesLost(
        `${to.of}.${to.name}`,
        'values are written anew by the words given for them; the down takes them back by a plain cast',
      ),
    )
    return given
  }
  const byType = conversionOf(script, pair)
  if (byType !== undefined) return byType
  return usingByCast(script, pair)
}

function usingByCast(script: Script, { from, to }: Pair): string | undefined {
  const column = ident(to.name)
  const cast = castOf(baseOf(script, 'from', from), baseOf(script, 'to', to))
  if (cast.way === 'none') {
    if (script.isUp)
      script.findings.push(
        needsUsing(to.of ?? '', to.name, { from: from.facts['type'] ?? '', to: to.facts['type'] ?? '' }),
      )
    return `${column}::text::${to.facts['type']}`
  }
  if (cast.mayRound) script.add('make', guardText({ from, to }))
  return cast.way === 'written' ? `${column}::${to.facts['type']}` : undefined
}

/** Of a domain, the type that it stands for. */
function baseOf(script: Script, side: 'from' | 'to', column: Entity): string {
  const graph = script.fate[side]
  const type = column.facts['type'] ?? ''
  const domain = column.needs
    .map((id) => graph.get(id))
    .find((need) => need?.kind === 'type' && need.facts['path'] === type)
  return domain?.facts['base'] ?? type
}

/** Refuses to go on where a value would come out as another one. */
function guardText({ from, to }: Pair): string {
  const column = ident(to.name)
  const look = `${column} is distinct from ${column}::${to.facts['type']}::${from.facts['type']}`
  return [
    'do $millwright$ begin',
    `  if exists (select from ${to.facts['path']} where ${look}) then`,
    `    raise exception 'values of ${`${to.of}.${to.name}`.replaceAll("'", "''").replaceAll('%', '%%')} do not fit into ${to.facts['type']}' using errcode = 'data_exception',`,
    `      hint = 'say how they are converted: --using';`,
    '  end if;',
    'end $millwright$',
  ].join('\n')
}

function extraSteps({ from, to }: Pair, alter: string): readonly string[] {
  const steps: readonly (readonly [name: string, usual: string])[] = [
    ['storage', to.facts['type']?.startsWith('numeric') === true ? 'main' : 'extended'], // DEFAULT is known from version 16 on
    ['compression', 'default'],
    ['statistics', '-1'],
  ]
  return [
    ...steps
      .filter(([name]) => from.facts[name] !== to.facts[name])
      .map(([name, usual]) => `${alter} set ${name} ${to.facts[name] ?? usual}`),
    ...(from.facts['options'] === to.facts['options']
      ? []
      : [
          to.facts['options'] === undefined
            ? `${alter} reset (n_distinct, n_distinct_inherited)`
            : `${alter} set (${to.facts['options']})`,
        ]),
  ]
}
