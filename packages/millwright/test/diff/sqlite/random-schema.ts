import fc from 'fast-check'

/** A schema of SQLite and rows for it, made from few names so that two of them have much in common. */
export type RandomSchema = { readonly script: string; readonly rows: readonly string[] }

const types = ['integer', 'text', 'real', 'blob', 'varchar(20)', 'numeric']
const strictTypes = ['integer', 'text', 'real', 'blob', 'any']

type RandomColumn = {
  readonly name: string
  readonly type: number
  readonly isRequired: boolean
  readonly default: string | undefined
  readonly extra: string
}

const column: fc.Arbitrary<RandomColumn> = fc.record({
  name: fc.constantFrom('a', 'b', 'c', '"d e"', '[select]'),
  type: fc.nat(4),
  isRequired: fc.boolean(),
  default: fc.constantFrom(undefined, undefined, '5', "'x'", '(1 + 1)', 'null'),
  extra: fc.constantFrom(
    '',
    '',
    '',
    'collate nocase',
    'unique',
    'check (length(NAME) < 100)',
    'constraint k check (NAME is not 77)',
    "as (id || 'g')",
    "generated always as (id || 's') stored",
  ),
})

const table = fc.record({
  columns: fc.uniqueArray(column, { minLength: 1, maxLength: 4, selector: ({ name }) => name }),
  key: fc.constantFrom(
    'id integer primary key',
    'id integer primary key autoincrement',
    'id integer not null',
    'id text primary key not null',
  ),
  parent: fc.option(fc.constantFrom('t1', 't2', 't3'), { freq: 2 }),
  action: fc.constantFrom('', 'on delete cascade', 'on delete set null', 'deferrable initially deferred'),
  isStrict: fc.boolean(),
  isWithoutRowid: fc.boolean(),
  hasPair: fc.boolean(),
  index: fc.constantFrom('', 'desc', 'collate nocase', 'where id > 0', 'unique'),
  hasView: fc.boolean(),
  hasTrigger: fc.boolean(),
  rows: fc.array(
    fc.tuple(fc.integer({ min: 1, max: 9 }), fc.constantFrom("'1'", '2', 'null', "'007'", "x'41'", '3.5')),
    {
      maxLength: 4,
    },
  ),
})

type RandomTable = typeof table extends fc.Arbitrary<infer T> ? T : never

/** One to three tables with what hangs on them. */
export const randomSchema: fc.Arbitrary<RandomSchema> = fc
  .uniqueArray(fc.tuple(fc.constantFrom('t1', 't2', 't3'), table), {
    minLength: 1,
    maxLength: 3,
    selector: ([name]) => name,
  })
  .map((tables) => ({
    script:
      tables.map(([name, one]) => `${tableText(name, one)};\n`).join('') +
      tables.map(([name, one]) => partsText(name, one)).join(''),
    rows: tables.flatMap(([name, one]) => rowTexts(name, one)),
  }))

function tableText(name: string, one: RandomTable): string {
  const { columns, key, parent, action, isStrict } = one
  const reference = parent === null ? [] : [`up integer references ${parent} ${action}`]
  const pair = one.hasPair ? [`constraint pair unique (id, ${columns[0]?.name ?? 'id'} desc)`] : []
  const parts = [key, ...reference, ...columns.map((each) => columnText(each, isStrict)), ...pair]
  const isKeyed = key.includes('primary key') && !key.includes('autoincrement')
  const options = [...(isStrict ? ['strict'] : []), ...(isKeyed && one.isWithoutRowid ? ['without rowid'] : [])]
  return `create table ${name} (${parts.join(', ')}) ${options.join(', ')}`
}

function columnText({ name, type, isRequired, default: value, extra }: RandomColumn, isStrict: boolean): string {
  const typed = `${name} ${(isStrict ? strictTypes : types)[type]}`
  if (extra.includes('as (')) return `${typed} ${extra}`
  const rest = [
    isRequired ? 'not null' : '',
    value === undefined ? '' : `default ${value}`,
    extra.replace('NAME', name),
  ]
  return [typed, ...rest].join(' ')
}

function partsText(name: string, { columns, index, hasView, hasTrigger }: RandomTable): string {
  const first = columns[0]?.name ?? 'id'
  const isUnique = index === 'unique'
  return [
    `create ${isUnique ? 'unique ' : ''}index i_${name} on ${name} (${first}, id${isUnique ? ')' : order(index)};\n`,
    hasView ? `create view v_${name} as select id, ${first} as x from ${name};\n` : '',
    hasTrigger
      ? `create trigger r_${name} after insert on ${name} begin delete from ${name} where ${first} is 'never'; end;\n`
      : '',
  ].join('')
}

const order = (index: string): string => (index.startsWith('where') ? `) ${index}` : ` ${index})`)

const rowTexts = (name: string, { columns, rows }: RandomTable): readonly string[] =>
  rows.map(([id, value]) => `insert into ${name} (id, ${columns[0]?.name ?? 'id'}) values (${id}, ${value})`)
