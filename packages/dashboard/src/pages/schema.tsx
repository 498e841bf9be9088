import type { ReactNode } from 'react'
import type { PlacedTables, Schema, Status, Table as TableFacts } from 'millwright/view'
import { Badge, Card, Empty, Shown, Table } from '../parts/basics.tsx'
import { Drift } from '../parts/drift.tsx'
import { Diagram, tableAnchor } from '../parts/diagram.tsx'
import { Link } from '../router.tsx'
import { useApi, useAt, usePlace } from '../session.ts'
import { useResource } from '../use-resource.ts'

/** Tables, their columns, and what points where. */
export function SchemaPage(): ReactNode {
  const { news } = usePlace()
  const api = useApi()
  const schema = useResource<Schema>(api('schema'), news.version)
  const status = useResource<Status>(api('status'), news.version)
  return (
    <>
      <h1>Schema</h1>
      {status.data === undefined ? null : <Standing status={status.data} />}
      <Shown of={schema}>
        {({ tables, views }) =>
          tables.length === 0 ? (
            <Empty>The database has no table yet.</Empty>
          ) : (
            <>
              <Drawn />
              {tables.map((table) => (
                <OneTable key={table.name} table={table} />
              ))}
              {views.length === 0 ? null : (
                <Card title="Views">
                  <ul className="plain">
                    {views.map(({ name }) => (
                      <li key={name}>{name}</li>
                    ))}
                  </ul>
                </Card>
              )}
            </>
          )
        }
      </Shown>
    </>
  )
}

/** Whether the database is what the history gives. */
const Standing = ({ status: { drift, exists } }: { readonly status: Status }): ReactNode =>
  drift.length > 0 || !exists ? (
    <Drift drift={drift} />
  ) : (
    <p className="line">
      <Badge tone="ok">as the history gives it</Badge> nothing was changed by hand
    </p>
  )

function Drawn(): ReactNode {
  const { news } = usePlace()
  const api = useApi()
  const placed = useResource<PlacedTables>(api('schema/drawing'), news.version)
  return (
    <Card title="Tables and references">
      <Shown of={placed}>{(found) => <Diagram placed={found} />}</Shown>
    </Card>
  )
}

function OneTable({ table }: { readonly table: TableFacts }): ReactNode {
  const at = useAt()
  const to = (column: string): string =>
    table.foreignKeys
      .filter(({ columns }) => columns.includes(column))
      .map((key) => `${key.table} (${key.references.join(', ')})`)
      .join(', ')
  return (
    <Card
      id={tableAnchor(table.name)}
      title={table.name}
      aside={<Link to={at(`rows/${encodeURIComponent(table.name)}`)}>Rows</Link>}
    >
      <Table
        caption={`Columns of ${table.name}`}
        rows={table.columns}
        keyOf={({ name }) => name}
        columns={[
          { title: 'Column', cell: ({ name }) => <code>{name}</code> },
          { title: 'Type', cell: ({ type }) => type },
          {
            title: 'Rule',
            cell: ({ name, nullable }) => <Rule isKey={table.primaryKey.includes(name)} nullable={nullable} />,
          },
          { title: 'Default', cell: (column) => column.default ?? '' },
          { title: 'Points to', cell: ({ name }) => to(name) },
        ]}
      />
    </Card>
  )
}

const Rule = ({ isKey, nullable }: { readonly isKey: boolean; readonly nullable: boolean }): ReactNode => (
  <>
    {isKey ? <Badge tone="info">key</Badge> : null} {nullable ? 'may be empty' : 'must be there'}
  </>
)
