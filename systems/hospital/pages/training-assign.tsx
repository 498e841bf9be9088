import { Card, count, Empty, Field, Form, Shown, type Typing, useAppResource, useAppSend } from '@millwright/dashboard'
import { type ReactNode, useState } from 'react'
import type { MasterDepartment } from './facts.ts'

type Listed = { readonly id: number; readonly name: string }
type Done = { readonly added: number; readonly changed: number; readonly unchanged: number }

/** Department, then its machines, then the trainer: all people of the department are meant. */
export function Assign({ onDone }: { readonly onDone: () => void }): ReactNode {
  const departments = useAppResource<readonly MasterDepartment[]>('/api/departments')
  const trainers = useAppResource<readonly Listed[]>('/api/training/trainers')
  return (
    <Card title="Assign machines to a department">
      <Shown of={departments}>
        {(list) =>
          list.length === 0 ? (
            <Empty>The master list has no department yet.</Empty>
          ) : (
            <AssignForm departments={list} trainers={trainers.data ?? []} onDone={onDone} />
          )
        }
      </Shown>
    </Card>
  )
}

type Facts = {
  readonly departments: readonly MasterDepartment[]
  readonly trainers: readonly Listed[]
  readonly onDone: () => void
}

function AssignForm({ departments, trainers, onDone }: Facts): ReactNode {
  const send = useAppSend()
  const [code, setCode] = useState(departments[0]?.code ?? '')
  const department = departments.find((one) => one.code === code)
  const assign = async (typed: Typing): Promise<string> => {
    const { trainer = '', trained_date = '' } = typed
    const machines = Object.keys(typed)
      .filter((name) => name.startsWith('machine '))
      .map((name) => name.slice(8))
    const body = { department: department?.id, machines, trainer, ...(trained_date === '' ? {} : { trained_date }) }
    const { added, changed, unchanged } = await send<Done>('POST', '/api/training/assignments', body)
    onDone()
    return `${count(added)} added, ${count(changed)} changed, ${count(unchanged)} as before.`
  }
  return (
    <Form save={assign} button="Assign" keeps>
      {(wrong) => (
        <>
          <Field label="Department" wrong={wrong['department']}>
            {(input) => (
              <select {...input} value={code} onChange={(event) => setCode(event.target.value)}>
                {departments.map((one) => (
                  <option key={one.id}>{one.code}</option>
                ))}
              </select>
            )}
          </Field>
          <Field label="Trainer" wrong={wrong['trainer']}>
            {(input) => (
              <>
                <input {...input} name="trainer" list="trainers" autoComplete="off" />
                <datalist id="trainers">
                  {trainers.map(({ id, name }) => (
                    <option key={id} value={name} />
                  ))}
                </datalist>
              </>
            )}
          </Field>
          <Field label="Trained on" wrong={wrong['trained_date']} hint="Empty: not known">
            {(input) => <input {...input} name="trained_date" type="date" />}
          </Field>
          <Machines key={code} department={department} />
        </>
      )}
    </Form>
  )
}

const Machines = ({ department }: { readonly department: MasterDepartment | undefined }): ReactNode => (
  <fieldset className="wide">
    <legend>Machines of {department?.code}</legend>
    {department?.machines.map(({ id, name }) => (
      <label key={id} className="check">
        <input type="checkbox" name={`machine ${name}`} /> {name}
      </label>
    ))}
  </fieldset>
)
