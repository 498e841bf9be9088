import { Card, Empty, Form, go, Link, useAppAt, useAppSend } from '@millwright/dashboard'
import type { ReactNode } from 'react'
import { DeviceInputs } from './device-inputs.tsx'
import type { Device, Register } from './facts.ts'
import { bodyOf, formFields, serialField, serialOf } from './fields.ts'
import { registerNames, useDeviceAt, useHospitalMay } from './parts.tsx'

/** The form for a new device; its number is given by the register. */
export function AddPage({ register }: { readonly register: Register }): ReactNode {
  const at = useAppAt()
  const to = useDeviceAt()
  const send = useAppSend()
  const may = useHospitalMay(`equipment_${register}_write`)
  const add = async (typed: Readonly<Record<string, string>>): Promise<string> => {
    const filled = Object.fromEntries(Object.entries(typed).filter(([, value]) => value.trim() !== ''))
    const added = await send<Device>('POST', `/api/equipment/${register}`, bodyOf(filled))
    go(to(register, serialOf(added)))
    return 'Added.'
  }
  return (
    <>
      <h1>A new {registerNames[register]} device</h1>
      <p>
        <Link to={at(register)}>All {registerNames[register]} devices</Link>
      </p>
      {may === false ? (
        <Empty>Your role reads this register. An operator of the dashboard can add devices.</Empty>
      ) : (
        <Card title="What stands on it">
          <Form save={add} button="Add the device" keeps>
            {(wrong) => <DeviceInputs fields={[serialField[register], ...formFields[register]]} wrong={wrong} />}
          </Form>
        </Card>
      )}
    </>
  )
}
