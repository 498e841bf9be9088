import { Card, day, Field, Form, Shown, Table, useAppResource, useAppSend } from '@millwright/dashboard'
import type { ReactNode } from 'react'
import type { Visit } from './facts.ts'
import { romans } from './fields.ts'
import { devicePath, StatusBadge, useHospitalMay } from './parts.tsx'

type Facts = { readonly serial: string; readonly version: string; readonly onChange: () => void }

/** The four quarters of a device, and the form that notes when one was done. */
export function Visits({ serial, version, onChange }: Facts): ReactNode {
  const path = `${devicePath('ppm', serial)}/visits`
  const visits = useAppResource<readonly Visit[]>(`${path}?dates=iso`, version)
  const may = useHospitalMay('equipment_ppm_write')
  return (
    <Card title="Quarters">
      <Shown of={visits}>
        {(list) => (
          <>
            <Table
              caption="Quarters"
              rows={list}
              keyOf={({ quarter }) => String(quarter)}
              columns={[
                { title: 'Quarter', cell: ({ quarter }) => romans[quarter - 1] ?? '' },
                { title: 'Due', cell: (visit) => day(visit.due_date) },
                { title: 'Engineer', cell: ({ engineer }) => engineer ?? '–' },
                { title: 'State', cell: ({ status }) => <StatusBadge status={status} /> },
                { title: 'Done on', cell: (visit) => day(visit.completed_on) },
              ]}
            />
            {may === true ? <Complete path={path} version={version} onDone={onChange} /> : null}
          </>
        )}
      </Shown>
    </Card>
  )
}

function Complete({
  path,
  version,
  onDone,
}: {
  readonly path: string
  readonly version: string
  readonly onDone: () => void
}) {
  const send = useAppSend()
  const complete = async ({ quarter = '1', completed_on = '', engineer = '' }: Readonly<Record<string, string>>) => {
    const done = completed_on === '' ? null : completed_on
    const body = { completed_on: done, ...(engineer.trim() === '' ? {} : { engineer }) }
    await send({ method: 'PUT', version }, `${path}/${quarter}`, body)
    onDone()
    return `Quarter ${romans[Number(quarter) - 1]}: ${done === null ? 'not done' : `done on ${day(done)}`}.`
  }
  return (
    <Form save={complete} button="Note it">
      {(wrong) => (
        <>
          <Field label="Quarter" wrong={wrong['quarter']}>
            {(input) => (
              <select {...input} name="quarter">
                {romans.map((roman, at) => (
                  <option key={roman} value={at + 1}>
                    {roman}
                  </option>
                ))}
              </select>
            )}
          </Field>
          <Field label="Done on" wrong={wrong['completed_on']} hint="Empty: it was not done">
            {(input) => <input {...input} name="completed_on" type="date" />}
          </Field>
          <Field label="By the engineer" wrong={wrong['engineer']} hint="Empty: as it stands">
            {(input) => <input {...input} name="engineer" autoComplete="off" />}
          </Field>
        </>
      )}
    </Form>
  )
}
