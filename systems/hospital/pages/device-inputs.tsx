import { Field, useAppResource, type Wrong } from '@millwright/dashboard'
import { type ReactNode, useId } from 'react'
import type { Device, Departments } from './facts.ts'
import { type FormField, valueOf } from './fields.ts'

type Facts = { readonly fields: readonly FormField[]; readonly wrong: Wrong; readonly device?: Device }

/** The inputs of a device, each with what is wrong with it. */
export function DeviceInputs({ fields, wrong, device = {} }: Facts): ReactNode {
  const list = useId()
  const { data } = useAppResource<Departments>('/api/dashboard/departments')
  return (
    <>
      {fields.map(({ key, title, kind, isNeeded }) => (
        <Field key={key} label={title} wrong={wrong[key]}>
          {(input) => (
            <input
              {...input}
              name={key}
              type={kind === 'date' ? 'date' : 'text'}
              list={kind === 'department' ? list : undefined}
              required={isNeeded}
              autoComplete="off"
              defaultValue={valueOf(device, key)}
            />
          )}
        </Field>
      ))}
      <datalist id={list}>
        {data?.departments.map(({ department }) => (
          <option key={department} value={department} />
        ))}
      </datalist>
    </>
  )
}
