/** One schema in the words of each tool: tables with a key, a reference, a check and an index; ten of them get a column. */

export type Kind = 'sqlite' | 'postgres'
type Size = { readonly tables: number; readonly isWanted: boolean }

const changed = 10

const each = ({ tables }: Size, text: (at: number) => string): string =>
  Array.from({ length: tables }, (_, at) => text(at)).join('')

const parentOf = (at: number): number => Math.floor(at / 2)

/** The statements, the same on both databases. */
export const sqlText = (size: Size): string =>
  each(size, (at) => {
    const parent = at === 0 ? '' : ` references t${parentOf(at)} (id)`
    const more = size.isWanted && at < changed ? ', extra text' : ''
    return `create table t${at} (id integer primary key, name text not null, qty integer default 0, price numeric(10,2), made timestamp, parent integer${parent}, note text${more}, check (qty >= 0));
create index t${at}_name on t${at} (name);
`
  })

/** Tables of Drizzle. */
export function drizzleText(kind: Kind, size: Size): string {
  const [table, made] = kind === 'sqlite' ? ['sqliteTable', "text('made')"] : ['pgTable', "timestamp('made')"]
  const from = kind === 'sqlite' ? 'sqlite-core' : 'pg-core'
  const names = kind === 'sqlite' ? '' : ', timestamp'
  const head = `import { ${table}, integer, text, numeric, index, check${names} } from 'drizzle-orm/${from}'
import { sql } from 'drizzle-orm'
`
  return `${head}${each(size, (at) => {
    const parent = at === 0 ? '' : `.references((): any => t${parentOf(at)}.id)`
    const more = size.isWanted && at < changed ? ", extra: text('extra')" : ''
    return `export const t${at} = ${table}('t${at}', { id: integer('id').primaryKey(), name: text('name').notNull(), qty: integer('qty').default(0), price: numeric('price'), made: ${made}, parent: integer('parent')${parent}, note: text('note')${more} }, (t) => [index('t${at}_name').on(t.name), check('t${at}_qty', sql\`qty >= 0\`)])
`
  })}`
}

/** A program that does what Alembic's autogenerate does: reads the database, compares, and renders the operations. */
export const alembicText = (url: string, tables: number): string => `
from alembic.autogenerate import produce_migrations, render_python_code
from alembic.migration import MigrationContext
from sqlalchemy import *
meta = MetaData()
for at in range(${tables}):
    parent = [] if at == 0 else [ForeignKey(f't{at // 2}.id')]
    more = [Column('extra', Text)] if at < ${changed} else []
    Table(f't{at}', meta, Column('id', Integer, primary_key=True), Column('name', Text, nullable=False),
          Column('qty', Integer, server_default='0'), Column('price', Numeric(10, 2)), Column('made', DateTime),
          Column('parent', Integer, *parent), Column('note', Text), *more, Index(f't{at}_name', 'name'))
with create_engine('${url}').connect() as connection:
    found = produce_migrations(MigrationContext.configure(connection), meta)
    text = render_python_code(found.upgrade_ops) + render_python_code(found.downgrade_ops)
    print(text.count('add_column'))
`
