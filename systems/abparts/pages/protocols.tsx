import {
  Badge,
  Card,
  count,
  Empty,
  Facts,
  Failure,
  Link,
  type PageFacts,
  Search,
  Shown,
  Table,
  useAppAt,
  useAppResource,
  useAppSend,
} from '@millwright/dashboard'
import { type ReactNode, useState } from 'react'
import type { Item, Protocol } from './facts.ts'
import { amount, chosen, dueWords, More, Pick, useIsChief, useList, useMayWork } from './parts.tsx'

const base = '/maintenance-protocols'

/** The protocols, or one of them with its checklist. */
export function ProtocolsPage({ path: [id], query }: PageFacts): ReactNode {
  return id === undefined ? <ListPage query={query} /> : <ProtocolPage key={id} id={id} />
}

function ListPage({ query }: Pick<PageFacts, 'query'>): ReactNode {
  const at = useAppAt()
  const here = at('protocols')
  const asked = chosen(query, ['search', 'protocol_type', 'machine_model', 'is_active', 'skip'])
  const { list, rows, hasMore } = useList<Protocol>(base, asked)
  return (
    <>
      <h1>Maintenance protocols</h1>
      <Filters here={here} query={query} />
      <Shown of={list}>
        {() =>
          rows.length === 0 ? (
            <Empty>
              No protocol is like that. A super_admin adds them; `protocols --samples` adds seven to begin with.
            </Empty>
          ) : (
            <Card title="Protocols">
              <Table
                caption="Protocols"
                rows={rows}
                keyOf={({ id }) => id}
                columns={[
                  { title: 'Name', cell: (one) => <Link to={at(`protocols/${one.id}`)}>{one.name}</Link> },
                  { title: 'Due', cell: dueWords },
                  { title: 'Model', cell: (one) => one.machine_model ?? 'all' },
                  { title: 'Items', isNumber: true, cell: (one) => count(one.checklist_items.length) },
                  { title: 'Takes about', isNumber: true, cell: (one) => amount(minutesOf(one), 'min') },
                  { title: 'State', cell: (one) => <UseBadge isActive={one.is_active} /> },
                ]}
              />
              <More here={here} query={query} shown={rows.length} hasMore={hasMore} />
            </Card>
          )
        }
      </Shown>
    </>
  )
}

const Filters = ({ here, query }: { readonly here: string; readonly query: URLSearchParams }): ReactNode => (
  <Search here={here} key={query.toString()}>
    <label>
      Name or description
      <input name="search" type="search" maxLength={255} defaultValue={query.get('search') ?? ''} />
    </label>
    <Pick
      name="protocol_type"
      title="Kind"
      query={query}
      choices={['daily', 'weekly', 'scheduled', 'custom'].map((kind) => [kind, kind])}
    />
    <Pick name="machine_model" title="Model" query={query} choices={['V3.1B', 'V4.0'].map((one) => [one, one])} />
    <Pick
      name="is_active"
      title="In use"
      query={query}
      choices={[
        ['true', 'in use'],
        ['false', 'not in use'],
      ]}
    />
  </Search>
)

const minutesOf = ({ checklist_items: items }: Protocol): number =>
  items.reduce((sum, { estimated_duration_minutes: minutes }) => sum + (minutes ?? 0), 0)

const UseBadge = ({ isActive }: { readonly isActive: boolean }): ReactNode =>
  isActive ? <Badge tone="ok">in use</Badge> : <Badge tone="quiet">not in use</Badge>

function ProtocolPage({ id }: { readonly id: string }): ReactNode {
  const at = useAppAt()
  const mayWork = useMayWork()
  const protocol = useAppResource<Protocol>(`${base}/${encodeURIComponent(id)}`)
  return (
    <>
      <h1>{protocol.data?.name ?? 'A protocol'}</h1>
      <p className="actions">
        <Link to={at('protocols')}>All protocols</Link>
        {mayWork && protocol.data !== undefined ? <Link to={at(`work?begin=${id}`)}>Begin it on a machine</Link> : null}
      </p>
      <Shown of={protocol}>
        {(one) => (
          <>
            <Card title="About it" aside={<UseBadge isActive={one.is_active} />}>
              <Facts
                facts={[
                  ['Due', dueWords(one)],
                  ['Model', one.machine_model ?? 'all'],
                  ['Takes about', amount(minutesOf(one), 'min')],
                  ...(one.description === null ? [] : [['Description', one.description] as const]),
                ]}
              />
            </Card>
            <Checklist protocol={one} reload={protocol.reload} />
          </>
        )}
      </Shown>
    </>
  )
}

type ListFacts = { readonly protocol: Protocol; readonly reload: () => void }

/** The items in their order; who looks after everything moves them. */
function Checklist({ protocol, reload }: ListFacts): ReactNode {
  const send = useAppSend()
  const isChief = useIsChief()
  const [{ said, error }, setState] = useState<{ readonly said: string; readonly error?: Error }>({ said: '' })
  const items = protocol.checklist_items
  const move = async (item: Item, by: number): Promise<void> => {
    const ids = items.map(({ id }) => id)
    const from = ids.indexOf(item.id)
    ids.splice(from, 1)
    ids.splice(from + by, 0, item.id)
    const item_orders = ids.map((id, place) => ({ id, order: place + 1 }))
    try {
      await send('POST', `${base}/${protocol.id}/checklist-items/reorder`, { item_orders })
      setState({ said: `“${item.item_description}” is number ${from + by + 1} now.` })
      reload()
    } catch (cause) {
      setState({ said: '', error: cause as Error })
    }
  }
  return (
    <Card title={items.length === 1 ? '1 item' : `${items.length} items`}>
      {error === undefined ? null : <Failure error={error} />}
      <p className="hidden" role="status">
        {said}
      </p>
      {items.length === 0 ? <Empty>It has no items yet. A super_admin adds them.</Empty> : null}
      <ol className="items">
        {items.map((item, place) => (
          <li key={item.id}>
            <ItemLine item={item} place={place + 1} />
            {isChief ? (
              <p className="actions">
                <Mover item={item} words="up" isOpen={place > 0} move={() => move(item, -1)} />
                <Mover item={item} words="down" isOpen={place < items.length - 1} move={() => move(item, 1)} />
              </p>
            ) : null}
          </li>
        ))}
      </ol>
    </Card>
  )
}

type MoverFacts = {
  readonly item: Item
  readonly words: 'up' | 'down'
  readonly isOpen: boolean
  readonly move: () => Promise<void>
}

/** Stays where it can be reached when it cannot be used: the focus does not fall off the page at the end of the list. */
const Mover = ({ item, words, isOpen, move }: MoverFacts): ReactNode => (
  <button
    type="button"
    aria-disabled={!isOpen}
    aria-label={`Move “${item.item_description}” ${words}`}
    onClick={() => void (isOpen ? move() : undefined)}
  >
    {words === 'up' ? '↑ Up' : '↓ Down'}
  </button>
)

/** One item in words: what, of what kind, with which part. */
export const ItemLine = ({ item, place }: { readonly item: Item; readonly place: number }): ReactNode => (
  <>
    <p className="line">
      <strong>
        {place}. {item.item_description}
      </strong>
      {item.is_critical ? <Badge tone="bad">critical</Badge> : null}
    </p>
    <p className="quiet">
      {[
        item.item_type,
        item.item_category,
        item.estimated_duration_minutes === null ? null : `about ${amount(item.estimated_duration_minutes, 'min')}`,
        item.part === null
          ? null
          : `${item.part.name}${item.estimated_quantity === null ? '' : `, ${amount(item.estimated_quantity, item.part.unit_of_measure)}`}`,
      ]
        .filter((words) => words !== null)
        .join(' · ')}
    </p>
  </>
)
