import fc from 'fast-check'

/** A schema of PostgreSQL and rows for it, made from few names so that two of them have much in common. */
export type RandomSchema = {
  readonly script: string
  readonly rows: readonly string[]
  /** A value for every column, by `table.column`. */
  readonly values: Readonly<Record<string, string>>
}

const values: Readonly<Record<string, string>> = {
  integer: '9',
  bigint: '9',
  text: `'9'`,
  'varchar(20)': `'9'`,
  'numeric(8,2)': '9.5',
  date: `'2026-01-09'`,
  boolean: 'true',
  'text[]': `'{9}'`,
  s: `'a'`,
  's[]': `'{a}'`,
  d: '9',
  pair: `'(1,x)'`,
}

const column = fc.record({
  name: fc.constantFrom('a', 'b', 'c', '"D e"', '"select"'),
  type: fc.constantFrom(...Object.keys(values)),
  isRequired: fc.boolean(),
  hasDefault: fc.boolean(),
  extra: fc.constantFrom('', '', '', 'unique', 'check', 'generated'),
})

type RandomColumn = typeof column extends fc.Arbitrary<infer T> ? T : never

const table = fc.record({
  columns: fc.uniqueArray(column, { minLength: 1, maxLength: 4, selector: ({ name }) => name }),
  key: fc.constantFrom(
    'id integer primary key',
    'id bigint primary key',
    'id serial primary key',
    'id integer generated always as identity primary key',
    'id integer not null unique',
  ),
  parent: fc.option(fc.constantFrom('t1', 't2', 't3'), { freq: 2 }),
  action: fc.constantFrom('', ' on delete cascade', ' deferrable initially deferred', ' on update set null'),
  index: fc.constantFrom('', 'desc', 'where', 'unique', 'expression', 'include'),
  views: fc.integer({ min: 0, max: 3 }),
  hasTrigger: fc.boolean(),
  hasPolicy: fc.boolean(),
  comment: fc.option(fc.constantFrom('x', "it's")),
  rows: fc.array(fc.integer({ min: 1, max: 9 }), { maxLength: 4 }),
})

type RandomTable = typeof table extends fc.Arbitrary<infer T> ? T : never
type Named = readonly [name: string, table: RandomTable]

const types = fc.record({
  labels: fc.uniqueArray(fc.constantFrom('a', 'b', 'c', "d'"), { minLength: 1, maxLength: 4 }),
  domain: fc.constantFrom('integer', 'integer check (value > 0)', 'bigint', 'integer default 3'),
  pair: fc.constantFrom('n integer, x text', 'n bigint, x text', 'n integer, x text, y date'),
})

/** One to three tables with what hangs on them, and types of their own. */
export const randomSchema: fc.Arbitrary<RandomSchema> = fc
  .tuple(
    types,
    fc.uniqueArray(fc.tuple(fc.constantFrom('t1', 't2', 't3'), table), {
      minLength: 1,
      maxLength: 3,
      selector: ([name]) => name,
    }),
  )
  .map(([{ labels, domain, pair }, tables]) => {
    const all = labels.includes('a') ? labels : ['a', ...labels]
    return {
      script: [
        `create type s as enum (${all.map((label) => `'${label.replaceAll("'", "''")}'`).join(', ')})`,
        `create domain d as ${domain}`,
        `create type pair as (${pair})`,
        `create function f() returns trigger language plpgsql as $$ begin return new; end $$`,
        ...tables.map(tableText),
        ...tables.flatMap((each) => partTexts(each, tables)),
      ].join(';\n'),
      rows: tables.flatMap(rowTexts),
      values: Object.fromEntries(
        tables.flatMap(([name, { columns }]) =>
          columns.map((each) => [`${name}.${each.name.replaceAll('"', '')}`, valueOf(each, pair)]),
        ),
      ),
    }
  })

const valueOf = ({ type }: RandomColumn, pair: string): string =>
  type === 'pair' && pair.includes('date') ? `'(1,x,2026-01-01)'` : (values[type] ?? '')

const tableText = ([name, { key, columns }]: Named): string =>
  `create table ${name} (${[key, ...columns.map((each) => columnText(name, each))].join(', ')})`

function columnText(table: string, { name, type, isRequired, hasDefault, extra }: RandomColumn): string {
  if (extra === 'generated') return `${name} text generated always as (case when ${table}.id > 3 then 'x' end) stored`
  const rest = [
    isRequired ? 'not null' : '',
    hasDefault && type !== 'pair' ? `default ${values[type]}` : '',
    extra === 'unique' && type !== 'pair' ? 'unique' : '',
    extra === 'check' ? `check (${name}::text <> 'never')` : '',
  ]
  return `${name} ${type} ${rest.filter((part) => part !== '').join(' ')}`
}

function partTexts([name, one]: Named, tables: readonly Named[]): readonly string[] {
  const first = one.columns[0]?.name ?? 'id'
  const parent = tables.find(([other]) => other === one.parent)
  const reference = `alter table ${name} add column up ${parent?.[1].key.split(' ')[1]?.replace('serial', 'integer')} references ${one.parent} (id)${one.action}`
  return [
    ...(parent === undefined ? [] : [reference]),
    ...indexText(name, first, one.index),
    ...viewTexts(name, first, one.views),
    ...(one.hasTrigger
      ? [`create trigger r before update of ${first} on ${name} for each row execute function f()`]
      : []),
    ...(one.hasPolicy ? [`create policy p on ${name} using (${first} is not null)`] : []),
    ...(one.comment === null ? [] : [`comment on column ${name}.${first} is '${one.comment.replaceAll("'", "''")}'`]),
  ]
}

const viewTexts = (name: string, first: string, count: number): readonly string[] =>
  [
    `create view v_${name} as select id, ${first} as x from ${name}`,
    `create view w_${name} as select x, count(*) as n from v_${name} group by x`,
    `create materialized view m_${name} as select * from v_${name}`,
  ].slice(0, count)

function indexText(table: string, first: string, index: string): readonly string[] {
  const head = `index i_${table} on ${table}`
  if (index === '') return []
  if (index === 'unique') return [`create unique ${head} (id, (${first} is null))`]
  if (index === 'where') return [`create ${head} (id) where ${first} is not null`]
  if (index === 'expression') return [`create ${head} ((${first} is null), id)`]
  return [`create ${head} ${index === 'include' ? `(id) include (${first})` : '(id desc)'}`]
}

function rowTexts([name, { key, columns, rows }]: Named): readonly string[] {
  const stored = columns.filter(({ extra }) => extra !== 'generated')
  const names = ['id', ...stored.map((each) => each.name)].join(', ')
  const overriding = key.includes('always') ? 'overriding system value ' : ''
  return rows.map((id) => {
    const list = stored.map(({ type, isRequired }) => (isRequired || id % 2 === 0 ? (values[type] ?? '') : 'null'))
    return `insert into ${name} (${names}) ${overriding}values (${[String(id), ...list].join(', ')}) on conflict do nothing`
  })
}
