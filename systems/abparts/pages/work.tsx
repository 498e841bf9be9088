import {
  Card,
  count,
  Empty,
  Field,
  Form,
  go,
  instant,
  Link,
  type PageFacts,
  Search,
  Shown,
  Table,
  type Typing,
  useAppAt,
  useAppResource,
  useAppSend,
} from '@millwright/dashboard'
import { type ReactNode, useState } from 'react'
import { ExecutionPage } from './execution.tsx'
import type { Execution, Machine, Protocol } from './facts.ts'
import { chosen as chosenIn, More, Pick, StatusBadge, useList, useMayWork } from './parts.tsx'

const base = '/maintenance-protocols'

/** Everything that is and was done on machines; the form that begins something; or one checklist to work through. */
export function WorkPage({ path: [id], query }: PageFacts): ReactNode {
  if (id !== undefined) return <ExecutionPage key={id} id={id} />
  return query.has('begin') ? <BeginPage query={query} /> : <ListPage query={query} />
}

function ListPage({ query }: Pick<PageFacts, 'query'>): ReactNode {
  const at = useAppAt()
  const mayWork = useMayWork()
  const { list, rows, hasMore } = useList<Execution>(`${base}/executions`, chosenIn(query, ['is_open', 'skip']))
  return (
    <>
      <h1>Maintenance</h1>
      <Search here={at('')} key={query.toString()}>
        <Pick
          name="is_open"
          title="Show"
          query={query}
          choices={[
            ['true', 'what is under way'],
            ['false', 'what is over'],
          ]}
          all="everything"
        />
      </Search>
      {mayWork ? (
        <p className="actions">
          <Link to={at('work?begin=')}>Begin a checklist</Link>
        </p>
      ) : null}
      <Shown of={list}>
        {() =>
          rows.length === 0 ? (
            <Empty>Nothing was done yet. Begin a checklist on a machine; it stands here from then on.</Empty>
          ) : (
            <Card title="The newest first">
              <ExecutionTable rows={rows} />
              <More here={at('')} query={query} shown={rows.length} hasMore={hasMore} />
            </Card>
          )
        }
      </Shown>
    </>
  )
}

function ExecutionTable({ rows }: { readonly rows: readonly Execution[] }): ReactNode {
  const at = useAppAt()
  return (
    <Table
      caption="Executions"
      rows={rows}
      keyOf={({ id }) => id}
      columns={[
        {
          title: 'Protocol',
          cell: (one) => (
            <Link
              to={at(`work/${one.id}`)}
            >{`${one.protocol_name ?? 'Without a protocol'} on ${one.machine_name}`}</Link>
          ),
        },
        { title: 'Begun', cell: (one) => instant(one.created_at) },
        { title: 'By', cell: (one) => one.performed_by },
        {
          title: 'Items answered',
          isNumber: true,
          cell: (one) => count(one.checklist_completions.length),
        },
        { title: 'State', cell: (one) => <StatusBadge status={one.status} /> },
      ]}
    />
  )
}

function BeginPage({ query }: Pick<PageFacts, 'query'>): ReactNode {
  const at = useAppAt()
  const machines = useAppResource<readonly Machine[]>('/machines?limit=1000')
  return (
    <>
      <h1>Begin a checklist</h1>
      <p className="actions">
        <Link to={at('')}>All maintenance</Link>
      </p>
      <Card title="What is done on which machine">
        <Shown of={machines}>
          {(list) =>
            list.length === 0 ? <Empty>You look after no machine.</Empty> : <BeginForm machines={list} query={query} />
          }
        </Shown>
      </Card>
    </>
  )
}

function BeginForm({
  machines,
  query,
}: {
  readonly machines: readonly Machine[]
  readonly query: URLSearchParams
}): ReactNode {
  const at = useAppAt()
  const send = useAppSend()
  const [machine, setMachine] = useState(query.get('machine') ?? machines[0]?.id ?? '')
  const asked = new URLSearchParams({ is_active: 'true', limit: '1000' })
  const model = machines.find(({ id }) => id === machine)?.machine_model
  if (model !== null && model !== undefined) asked.set('machine_model', model)
  const protocols = useAppResource<readonly Protocol[]>(`${base}?${asked.toString()}`)
  const begin = async ({ protocol_id = '' }: Typing): Promise<string> => {
    const { id } = await send<Execution>('POST', `${base}/executions`, { machine_id: machine, protocol_id })
    go(at(`work/${id}`))
    return 'Begun.'
  }
  return (
    <Form save={begin} button="Begin" keeps>
      {(wrong) => (
        <>
          <MachineField machines={machines} chosen={machine} choose={setMachine} wrong={wrong['machine_id']} />
          <Field label="Protocol" wrong={wrong['protocol_id']} hint="Those for the model of the machine">
            {(input) => (
              <select
                {...input}
                key={`${machine} ${protocols.data?.length ?? 0}`}
                name="protocol_id"
                defaultValue={query.get('begin') ?? ''}
              >
                {(protocols.data ?? []).map((one) => (
                  <option key={one.id} value={one.id}>
                    {one.name}
                  </option>
                ))}
              </select>
            )}
          </Field>
        </>
      )}
    </Form>
  )
}

type MachineFacts = {
  readonly machines: readonly Machine[]
  readonly chosen: string
  readonly choose: (id: string) => void
  readonly wrong: string | undefined
}

const MachineField = ({ machines, chosen, choose, wrong }: MachineFacts): ReactNode => (
  <Field label="Machine" wrong={wrong}>
    {(input) => (
      <select {...input} value={chosen} onChange={(event) => choose(event.target.value)}>
        {machines.map((one) => (
          <option key={one.id} value={one.id}>
            {`${one.name} (${one.serial_number})`}
          </option>
        ))}
      </select>
    )}
  </Field>
)
