import {
  addressWith,
  Card,
  count,
  day,
  Empty,
  Link,
  Pager,
  type PageFacts,
  Search,
  Shown,
  Table,
  useAppAt,
  useAppResource,
} from '@millwright/dashboard'
import type { ReactNode } from 'react'
import type { Training } from './facts.ts'
import { Pick } from './filters.tsx'
import { useHospitalMay } from './parts.tsx'
import { Assign } from './training-assign.tsx'
import { AddTrainingPage, TrainingPage } from './training-record.tsx'

/** Who was trained on which machines, by whom, and when it is due again. */
export function TrainingsPage({ path: [id], query }: PageFacts): ReactNode {
  const may = useHospitalMay('training_read')
  if (may === false)
    return (
      <>
        <h1>Training</h1>
        <Empty>Your role does not read training records. An operator of the dashboard does.</Empty>
      </>
    )
  if (id !== undefined) return <TrainingPage key={id} id={id} />
  return query.has('add') ? <AddTrainingPage /> : <ListPage query={query} />
}

const size = 50

function ListPage({ query }: { readonly query: URLSearchParams }): ReactNode {
  const at = useAppAt()
  const here = at('training')
  const trainings = useAppResource<readonly Training[]>('/api/trainings?dates=iso')
  const mayAdd = useHospitalMay('training_manage')
  return (
    <>
      <h1>Training</h1>
      <Shown of={trainings}>
        {(all) => {
          const found = all.filter((one) => isMeant(one, query))
          return (
            <>
              <Search here={here} key={query.toString()}>
                <label>
                  Search
                  <input name="search" type="search" defaultValue={query.get('search') ?? ''} />
                </label>
                <Pick name="department" title="Department" query={query} choices={departmentsIn(all)} />
                <Pick
                  name="trained"
                  title="Trained"
                  query={query}
                  choices={[
                    ['yes', 'on a machine'],
                    ['no', 'on none yet'],
                  ]}
                />
              </Search>
              <p className="actions">
                <span role="status">{found.length === 1 ? '1 person' : `${count(found.length)} people`}</span>
                {mayAdd === true ? <Link to={`${here}?add=1`}>Add somebody</Link> : null}
              </p>
              <People found={found} query={query} />
            </>
          )
        }}
      </Shown>
      {mayAdd === true ? <Assign onDone={trainings.reload} /> : null}
    </>
  )
}

const departmentsIn = (all: readonly Training[]): readonly (readonly [string, string])[] =>
  [...new Set(all.map(({ department }) => department))].sort().map((name) => [name, name])

function isMeant(one: Training, query: URLSearchParams): boolean {
  const words = (query.get('search') ?? '').toLowerCase().split(/\s+/).filter(Boolean)
  const machines = one.machine_trainer_assignments.map(({ machine, trainer }) => `${machine} ${trainer}`)
  const text = [one.name, one.employee_id, one.department, ...machines].join(' ').toLowerCase()
  const department = query.get('department') ?? ''
  const trained = query.get('trained') ?? ''
  return (
    words.every((word) => text.includes(word)) &&
    (department === '' || one.department === department) &&
    (trained === '' || machines.length > 0 === (trained === 'yes'))
  )
}

function People({ found, query }: { readonly found: readonly Training[]; readonly query: URLSearchParams }): ReactNode {
  const at = useAppAt()
  const page = Math.max(1, Math.trunc(Number(query.get('page') ?? '1')) || 1)
  if (found.length === 0) return <Empty>Nobody is like that. Take a filter away, or search for less.</Empty>
  return (
    <Card title="Records">
      <Table
        caption="Training records"
        rows={found.slice((page - 1) * size, page * size)}
        keyOf={({ id }) => id}
        columns={[
          { title: 'Name', cell: ({ id, name }) => <Link to={at(`training/${id}`)}>{name}</Link> },
          { title: 'Employee', cell: ({ employee_id }) => employee_id },
          { title: 'Department', cell: ({ department }) => department },
          { title: 'Last trained', cell: (one) => day(one.last_trained_date) },
          { title: 'Due again', cell: (one) => day(one.next_due_date) },
          { title: 'Machines', cell: (one) => count(one.machine_trainer_assignments.length), isNumber: true },
        ]}
      />
      <Pager
        page={page}
        size={size}
        total={found.length}
        to={(number) => addressWith(at('training'), query, { page: String(number) })}
      />
    </Card>
  )
}
