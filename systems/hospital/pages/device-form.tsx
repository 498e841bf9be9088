import { Form, Refused, Table, useAppSend, type Versioned } from '@millwright/dashboard'
import { type ReactNode, useEffect, useRef, useState } from 'react'
import { DeviceInputs } from './device-inputs.tsx'
import type { Device, Register } from './facts.ts'
import { bodyOf, type FormField, formFields, serialOf, valueOf } from './fields.ts'
import { devicePath } from './parts.tsx'

type Facts = { readonly register: Register; readonly device: Versioned<Device>; readonly onChange: () => void }

/**
 * Sends only what somebody changed, and only for the version that the form shows. Where somebody else was quicker, the fields that
 * were not touched show theirs, what was typed stays, and the next try puts it on top.
 */
export function DeviceForm({ register, device, onChange }: Facts): ReactNode {
  const send = useAppSend()
  const [seen, setSeen] = useState<Device>()
  const [fresh, setFresh] = useState(0)
  const isSaved = useRef(false)
  const { document, version } = device
  useEffect(() => {
    if (isSaved.current) setFresh((times) => times + 1)
    isSaved.current = false
  }, [version])
  const fields = formFields[register]
  const save = async (typed: Readonly<Record<string, string>>): Promise<string> => {
    const changed = fields.filter(({ key }) => (typed[key] ?? '') !== valueOf(document, key))
    if (changed.length === 0) return 'Nothing is different.'
    try {
      await send(
        { method: 'PATCH', version },
        devicePath(register, serialOf(document)),
        bodyFor(changed, typed, document),
      )
    } catch (error) {
      if (error instanceof Refused && error.status === 412) {
        setSeen(document)
        onChange()
      }
      throw error
    }
    isSaved.current = true
    setSeen(undefined)
    onChange()
    return `Saved: ${changed.map(({ title }) => title).join(', ')}.`
  }
  return (
    <>
      {seen === undefined ? null : <Meanwhile fields={fields} before={seen} now={document} />}
      <Form save={save} button="Save" keeps fresh={fresh}>
        {(wrong) => <DeviceInputs fields={fields} wrong={wrong} device={document} />}
      </Form>
    </>
  )
}

/** A quarter is sent whole, so that the half that was not touched stays as it is. */
function bodyFor(changed: readonly FormField[], typed: Readonly<Record<string, string>>, document: Device): object {
  const halves = changed.flatMap(({ key }) => {
    const [quarter, inner] = key.split('.')
    return inner === undefined ? [key] : [`${quarter}.engineer`, `${quarter}.quarter_date`]
  })
  return bodyOf(Object.fromEntries([...new Set(halves)].map((key) => [key, typed[key] ?? valueOf(document, key)])))
}

type MeanwhileFacts = { readonly fields: readonly FormField[]; readonly before: Device; readonly now: Device }

function Meanwhile({ fields, before, now }: MeanwhileFacts): ReactNode {
  const different = fields.filter(({ key }) => valueOf(before, key) !== valueOf(now, key))
  if (different.length === 0) return null
  return (
    <div className="question">
      <p>
        <strong>Somebody changed this device meanwhile.</strong> What you typed is still in the form. Look at theirs,
        then press Save again to put yours on top.
      </p>
      <Table
        caption="What somebody else changed"
        rows={different}
        keyOf={({ key }) => key}
        columns={[
          { title: 'Field', cell: ({ title }) => title },
          { title: 'When you began', cell: ({ key }) => valueOf(before, key) || '–' },
          { title: 'Now', cell: ({ key }) => valueOf(now, key) || '–' },
        ]}
      />
    </div>
  )
}
