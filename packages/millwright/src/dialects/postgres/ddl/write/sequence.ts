import type { Facts } from '../../../../schema/catalogue.ts'

const largest: Readonly<Record<string, string>> = {
  smallint: '32767',
  integer: '2147483647',
  bigint: '9223372036854775807',
}
const smallest: Readonly<Record<string, string>> = {
  smallint: '-32768',
  integer: '-2147483648',
  bigint: '-9223372036854775808',
}

/** What a sequence of this type counts like when nobody says otherwise. */
function usual(type: string, increment: string): Facts {
  const down = increment.startsWith('-')
  const [seqmin, seqmax] = down ? [smallest[type] ?? '', '-1'] : ['1', largest[type] ?? '']
  return { seqincrement: '1', seqmin, seqmax, seqstart: down ? seqmax : seqmin, seqcache: '1', seqcycle: '' }
}

const words: readonly (readonly [name: string, words: string])[] = [
  ['seqincrement', 'increment by'],
  ['seqmin', 'minvalue'],
  ['seqmax', 'maxvalue'],
  ['seqstart', 'start with'],
  ['seqcache', 'cache'],
]

/** The options of a new sequence that are not the usual ones. */
export function sequenceOptions(facts: Facts, type: string): string {
  const standard = usual(type, facts['seqincrement'] ?? '1')
  const start = facts['seqincrement']?.startsWith('-') === true ? facts['seqmax'] : facts['seqmin']
  const given = words.filter(([name]) => facts[name] !== (name === 'seqstart' ? start : standard[name]))
  return [
    ...given.map(([name, say]) => `${say} ${facts[name]}`),
    ...(facts['seqcycle'] === 'cycle' ? ['cycle'] : []),
  ].join(' ')
}

/** What ALTER says where options differ; `lead` stands before each word, as a column's identity wants it. */
export function changedOptions(from: Facts, to: Facts, lead = ''): string {
  const given = words.filter(([name]) => from[name] !== to[name]).map(([name, say]) => `${lead}${say} ${to[name]}`)
  const cycle =
    from['seqcycle'] === to['seqcycle'] ? [] : [`${lead}${to['seqcycle'] === 'cycle' ? 'cycle' : 'no cycle'}`]
  return [...given, ...cycle].join(' ')
}
