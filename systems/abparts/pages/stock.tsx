import {
  Badge,
  Card,
  Empty,
  instant,
  Link,
  type PageFacts,
  Search,
  Shown,
  Table,
  useAppAt,
  useAppResource,
} from '@millwright/dashboard'
import type { ReactNode } from 'react'
import type { Movement, Stock, Warehouse } from './facts.ts'
import { amount, chosen, More, Pick, useList } from './parts.tsx'

/** Stock by warehouse and part, or one part with all its movements. */
export function StockPage({ path: [part], query }: PageFacts): ReactNode {
  return part === undefined ? <ListPage query={query} /> : <PartPage key={part} part={part} query={query} />
}

const filters = ['search', 'warehouse_id', 'is_low', 'skip']

function ListPage({ query }: Pick<PageFacts, 'query'>): ReactNode {
  const here = useAppAt()('stock')
  const { list, rows, hasMore } = useList<Stock>('/inventory', chosen(query, filters))
  const warehouses = useAppResource<readonly Warehouse[]>('/warehouses?limit=1000').data ?? []
  return (
    <>
      <h1>Stock by warehouse</h1>
      <Search here={here} key={`${query.toString()} ${warehouses.length}`}>
        <label>
          Part number or name
          <input name="search" type="search" maxLength={255} defaultValue={query.get('search') ?? ''} />
        </label>
        <Pick
          name="warehouse_id"
          title="Warehouse"
          query={query}
          choices={warehouses.map(({ id, name }) => [id, name])}
        />
        <Pick name="is_low" title="Stock" query={query} choices={[['true', 'below its minimum']]} />
      </Search>
      {query.size === 0 ? null : (
        <p className="actions">
          <Link to={here}>All stock</Link>
        </p>
      )}
      <Shown of={list}>
        {() =>
          rows.length === 0 ? (
            <Empty>No stock is like that. Take a filter away, or search for less.</Empty>
          ) : (
            <Card title="Stock">
              <StockTable rows={rows} />
              <More here={here} query={query} shown={rows.length} hasMore={hasMore} />
            </Card>
          )
        }
      </Shown>
    </>
  )
}

function StockTable({
  rows,
  isOfOne = false,
}: {
  readonly rows: readonly Stock[]
  readonly isOfOne?: boolean
}): ReactNode {
  const at = useAppAt()
  return (
    <Table
      caption="Stock"
      rows={rows}
      keyOf={({ id }) => id}
      columns={[
        ...(isOfOne
          ? []
          : [
              {
                title: 'Part',
                cell: (one: Stock) => (
                  <Link to={at(`stock/${one.part_id}`)}>{`${one.part_number} ${one.part_name}`}</Link>
                ),
              },
            ]),
        { title: 'Warehouse', cell: (one) => one.warehouse_name },
        { title: 'Organisation', cell: (one) => one.organization_name },
        { title: 'Stock', isNumber: true, cell: (one) => amount(one.current_stock, one.unit_of_measure) },
        {
          title: 'Minimum',
          isNumber: true,
          cell: (one) => amount(one.minimum_stock_recommendation, one.unit_of_measure),
        },
        {
          title: 'State',
          cell: (one) => (one.is_low ? <Badge tone="bad">low</Badge> : <Badge tone="ok">enough</Badge>),
        },
      ]}
    />
  )
}

type PartFacts = { readonly part: string; readonly query: URLSearchParams }

function PartPage({ part, query }: PartFacts): ReactNode {
  const here = useAppAt()
  const of = new URLSearchParams({ part_id: part })
  const stock = useAppResource<readonly Stock[]>(`/inventory?${of.toString()}&limit=1000`)
  const asked = new URLSearchParams([...of, ...chosen(query, ['skip'])])
  const { list, rows, hasMore } = useList<Movement>('/transactions', asked)
  const first = stock.data?.[0]
  return (
    <>
      <h1>{first === undefined ? 'A part' : `${first.part_number} ${first.part_name}`}</h1>
      <p className="actions">
        <Link to={here('stock')}>All stock</Link>
      </p>
      <Card title="Where it lies">
        <Shown of={stock}>
          {(found) =>
            found.length === 0 ? (
              <Empty>It lies in none of your warehouses.</Empty>
            ) : (
              <StockTable rows={found} isOfOne />
            )
          }
        </Shown>
      </Card>
      <Card title="Its movements, the newest first">
        <Shown of={list}>
          {() => (rows.length === 0 ? <Empty>Nothing was ever moved.</Empty> : <MovementTable rows={rows} />)}
        </Shown>
        <More here={here(`stock/${part}`)} query={query} shown={rows.length} hasMore={hasMore} />
      </Card>
    </>
  )
}

const MovementTable = ({ rows }: { readonly rows: readonly Movement[] }): ReactNode => (
  <Table
    caption="Movements"
    rows={rows}
    keyOf={({ id }) => id}
    columns={[
      { title: 'When', cell: (one) => instant(one.transaction_date) },
      { title: 'What', cell: (one) => one.transaction_type },
      { title: 'Quantity', isNumber: true, cell: (one) => amount(one.quantity, one.unit_of_measure) },
      { title: 'From', cell: (one) => one.from_warehouse_name ?? '–' },
      { title: 'To', cell: (one) => one.to_warehouse_name ?? one.machine_name ?? '–' },
      { title: 'By', cell: (one) => one.performed_by },
    ]}
  />
)
