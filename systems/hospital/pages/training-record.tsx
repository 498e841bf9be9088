import {
  Card,
  day,
  Empty,
  Field,
  Form,
  go,
  Link,
  Shown,
  Table,
  useAppAt,
  useAppSend,
  useAppVersion,
  type Typing,
  type Versioned,
  type Wrong,
} from '@millwright/dashboard'
import { type ReactNode, useState } from 'react'
import type { Training } from './facts.ts'
import { useHospitalMay } from './parts.tsx'

/** One person's training. */
export function TrainingPage({ id }: { readonly id: string }): ReactNode {
  const at = useAppAt()
  const [turn, setTurn] = useState(0)
  const training = useAppVersion<Training>(`/api/trainings/${encodeURIComponent(id)}?dates=iso`, turn)
  return (
    <>
      <h1>{training.data?.document.name ?? 'Training record'}</h1>
      <p>
        <Link to={at('training')}>All training records</Link>
      </p>
      <Shown of={training}>
        {(found) => (
          <>
            <Machines training={found.document} />
            <Change training={found} onChange={() => setTurn((times) => times + 1)} />
          </>
        )}
      </Shown>
    </>
  )
}

const Machines = ({
  training: { name, machine_trainer_assignments: list },
}: {
  readonly training: Training
}): ReactNode => (
  <Card title="Machines">
    {list.length === 0 ? (
      <Empty>No training on a machine is recorded. The form under the list of all records assigns machines.</Empty>
    ) : (
      <Table
        caption={`What ${name} was trained on`}
        rows={list}
        keyOf={({ machine }) => machine}
        columns={[
          { title: 'Machine', cell: ({ machine }) => machine },
          { title: 'Trainer', cell: ({ trainer }) => trainer || '–' },
          { title: 'Trained on', cell: ({ trained_date }) => day(trained_date) },
        ]}
      />
    )}
  </Card>
)

type ChangeFacts = { readonly training: Versioned<Training>; readonly onChange: () => void }

function Change({ training: { document, version }, onChange }: ChangeFacts): ReactNode {
  const send = useAppSend()
  const may = useHospitalMay('training_manage')
  const save = async (typed: Typing): Promise<string> => {
    const body = { ...bodyOf(typed), machine_trainer_assignments: document.machine_trainer_assignments }
    await send({ method: 'PUT', version }, `/api/trainings/${encodeURIComponent(document.id)}`, body)
    onChange()
    return 'Saved.'
  }
  return may === true ? (
    <Card title="Change it">
      <Form save={save} button="Save" keeps>
        {(wrong) => <Inputs wrong={wrong} training={document} />}
      </Form>
    </Card>
  ) : null
}

/** The form for somebody who has no record yet. */
export function AddTrainingPage(): ReactNode {
  const at = useAppAt()
  const send = useAppSend()
  const add = async (typed: Typing): Promise<string> => {
    const added = await send<Training>('POST', '/api/trainings', bodyOf(typed))
    go(at(`training/${added.id}`))
    return 'Added.'
  }
  return (
    <>
      <h1>A new training record</h1>
      <p>
        <Link to={at('training')}>All training records</Link>
      </p>
      <Card title="Who it is">
        <Form save={add} button="Add the record" keeps>
          {(wrong) => <Inputs wrong={wrong} />}
        </Form>
      </Card>
    </>
  )
}

const bodyOf = ({ last_trained_date = '', next_due_date = '', ...typed }: Typing) => ({
  ...typed,
  last_trained_date: last_trained_date === '' ? null : last_trained_date,
  next_due_date: next_due_date === '' ? null : next_due_date,
})

const fields = [
  ['name', 'Name', 'text'],
  ['employee_id', 'Employee number', 'text'],
  ['department', 'Department', 'text'],
  ['last_trained_date', 'Last trained on', 'date'],
  ['next_due_date', 'Due again on', 'date'],
] as const

const Inputs = ({ wrong, training }: { readonly wrong: Wrong; readonly training?: Training }): ReactNode =>
  fields.map(([name, title, type]) => (
    <Field key={name} label={title} wrong={wrong[name]}>
      {(input) => <input {...input} name={name} type={type} autoComplete="off" defaultValue={training?.[name] ?? ''} />}
    </Field>
  ))
