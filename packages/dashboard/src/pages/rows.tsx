import { type FormEvent, type ReactNode, useState } from 'react'
import type { RowsPage as Page, Schema, Table as TableFacts } from 'millwright/view'
import { Card, Empty, Shown, Table } from '../parts/basics.tsx'
import { count } from '../format.ts'
import { go, Link } from '../router.tsx'
import { useApi, useAt, usePlace } from '../session.ts'
import { useResource } from '../use-resource.ts'

/** Rows of a table, a page at a time. Nothing can be changed here. */
export function RowsPage({
  table,
  query,
}: {
  readonly table: string | undefined
  readonly query: URLSearchParams
}): ReactNode {
  const api = useApi()
  const schema = useResource<Schema>(api('schema'))
  return (
    <>
      <h1>Rows</h1>
      <Shown of={schema}>
        {({ tables }) =>
          tables.length === 0 ? (
            <Empty>The database has no table yet.</Empty>
          ) : (
            <>
              <Pick tables={tables} table={table} />
              {table === undefined ? null : (
                <Rows
                  key={table}
                  table={table}
                  columns={tables.find(({ name }) => name === table)?.columns.map(({ name }) => name) ?? []}
                  query={query}
                />
              )}
            </>
          )
        }
      </Shown>
    </>
  )
}

function Pick({
  tables,
  table,
}: {
  readonly tables: readonly TableFacts[]
  readonly table: string | undefined
}): ReactNode {
  const at = useAt()
  return (
    <label className="field">
      Table
      <select value={table ?? ''} onChange={(event) => go(at(`rows/${encodeURIComponent(event.target.value)}`))}>
        {table === undefined ? <option value="">Choose a table</option> : null}
        {tables.map(({ name }) => (
          <option key={name}>{name}</option>
        ))}
      </select>
    </label>
  )
}

type RowsFacts = { readonly table: string; readonly columns: readonly string[]; readonly query: URLSearchParams }

function Rows({ table, columns, query }: RowsFacts): ReactNode {
  const { news } = usePlace()
  const api = useApi()
  const at = useAt()
  const here = at(`rows/${encodeURIComponent(table)}`)
  const page = useResource<Page>(api(`rows/${encodeURIComponent(table)}?${query.toString()}`), news.version)
  const next = (after: string): string =>
    `${here}?${new URLSearchParams([...[...query].filter(([name]) => name !== 'after'), ['after', after]]).toString()}`
  return (
    <>
      <Filter here={here} columns={columns} query={query} />
      <Shown of={page}>
        {(found) => (
          <>
            {found.rows.length === 0 ? (
              <Empty>No row is like that.</Empty>
            ) : (
              <Card title={found.table}>
                <Grid page={found} />
              </Card>
            )}
            <p className="actions">
              {query.has('after') ? <Link to={here}>From the beginning</Link> : null}
              {found.next === undefined ? null : <Link to={next(found.next)}>Next {count(found.rows.length)}</Link>}
            </p>
          </>
        )}
      </Shown>
    </>
  )
}

function Grid({ page }: { readonly page: Page }): ReactNode {
  type Numbered = { readonly row: Page['rows'][number]; readonly at: number }
  const columns = page.columns.map((title, place) => ({
    title,
    cell: ({ row }: Numbered) => <Value value={row[place]} />,
  }))
  const rows = page.rows.map((row, at): Numbered => ({ row, at }))
  return <Table caption={`Rows of ${page.table}`} rows={rows} keyOf={({ at }) => String(at)} columns={columns} />
}

const Value = ({ value }: { readonly value: unknown }): ReactNode =>
  value === null || value === undefined ? <span className="quiet">null</span> : String(value as string | number)

function Filter({
  here,
  columns,
  query,
}: {
  readonly here: string
  readonly columns: readonly string[]
  readonly query: URLSearchParams
}): ReactNode {
  const [column, setColumn] = useState(query.get('column') ?? columns[0] ?? '')
  const [begins, setBegins] = useState(query.get('begins') ?? '')
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    go(begins === '' ? here : `${here}?${new URLSearchParams({ column, begins }).toString()}`)
  }
  return (
    <form className="confirm" role="search" onSubmit={submit}>
      <label>
        Column
        <select value={column} onChange={(event) => setColumn(event.target.value)}>
          {columns.map((name) => (
            <option key={name}>{name}</option>
          ))}
        </select>
      </label>
      <label>
        begins with
        <input value={begins} onChange={(event) => setBegins(event.target.value)} />
      </label>
      <button type="submit">Show</button>
    </form>
  )
}
