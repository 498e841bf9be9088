import {
  Badge,
  Card,
  Facts,
  Form,
  go,
  Link,
  Refused,
  Shown,
  useAppAt,
  useAppPath,
  useAppSend,
  useAppVersion,
  type Versioned,
} from '@millwright/dashboard'
import { type ReactNode, useState } from 'react'
import { DeviceForm } from './device-form.tsx'
import type { Device, Register, Status, Warning } from './facts.ts'
import { formFields, valueOf } from './fields.ts'
import { History } from './history.tsx'
import { devicePath, registerNames, StatusBadge, useHospitalMay } from './parts.tsx'
import { Visits } from './visits.tsx'
import { day } from '@millwright/dashboard'

type Facts = { readonly register: Register; readonly serial: string; readonly query: URLSearchParams }

/** Everything about one device: what it is, when it is due, what was done to it, and its barcode. */
export function DevicePage({ register, serial, query }: Facts): ReactNode {
  const at = useAppAt()
  const [turn, setTurn] = useState(0)
  const device = useAppVersion<Device>(`${devicePath(register, serial)}?dates=iso&warnings=1`, turn)
  const reload = (): void => setTurn((times) => times + 1)
  return (
    <>
      <h1>{device.data === undefined ? serial : titleOf(device.data.document, serial)}</h1>
      <p className="actions">
        <Link to={at(register)}>All {registerNames[register]} devices</Link>
        <button type="button" onClick={() => print()}>
          Print this page
        </button>
      </p>
      <Shown of={device}>
        {(found) => (
          <>
            <Head register={register} serial={serial} device={found.document} />
            <Change register={register} device={found} onChange={reload} />
            {register === 'ppm' ? <Visits serial={serial} version={found.version} onChange={reload} /> : null}
            <History register={register} serial={serial} query={query} version={turn} />
            <Remove register={register} serial={serial} version={found.version} />
          </>
        )}
      </Shown>
    </>
  )
}

const titleOf = (device: Device, serial: string): string => {
  const name = valueOf(device, 'Name')
  return name === '' ? serial : `${name} ${serial}`
}

function Head({
  register,
  serial,
  device,
}: {
  readonly register: Register
  readonly serial: string
  readonly device: Device
}) {
  const path = useAppPath()
  const warnings = (device['warnings'] ?? []) as readonly Warning[]
  return (
    <Card
      title={`${registerNames[register]} device number ${valueOf(device, 'NO')}`}
      aside={<StatusBadge status={device['Status'] as Status} />}
    >
      <div className="device-head">
        <Facts
          facts={formFields[register]
            .filter(({ key }) => !key.includes('.'))
            .map(({ key, title, kind }) => [
              title,
              kind === 'date' ? day(valueOf(device, key)) : valueOf(device, key) || '–',
            ])}
        />
        <img
          className="barcode"
          src={`/api${path(`${devicePath(register, serial)}/barcode.svg`)}`}
          alt={`Barcode of the serial ${serial}`}
        />
      </div>
      {warnings.length === 0 ? null : (
        <>
          <p>
            <Badge tone="warn">Worth a look</Badge>
          </p>
          <ul>
            {warnings.map(({ field, code, message }) => (
              <li key={`${field} ${code}`}>{message}</li>
            ))}
          </ul>
        </>
      )}
    </Card>
  )
}

type ChangeFacts = { readonly register: Register; readonly device: Versioned<Device>; readonly onChange: () => void }

function Change(facts: ChangeFacts): ReactNode {
  const may = useHospitalMay(`equipment_${facts.register}_write`)
  return may === true ? (
    <Card title="Change it">
      <DeviceForm {...facts} />
    </Card>
  ) : null
}

/** Deleting asks for the serial once more: a device that is gone is only in the audit log. */
function Remove({
  register,
  serial,
  version,
}: {
  readonly register: Register
  readonly serial: string
  readonly version: string
}) {
  const at = useAppAt()
  const send = useAppSend()
  const may = useHospitalMay(`equipment_${register}_delete`)
  const remove = async ({ serial: typed = '' }: Readonly<Record<string, string>>): Promise<string> => {
    if (typed !== serial)
      throw new Refused(0, { code: 'not_sure', error: `Type the serial ${serial}; nothing was deleted.` })
    await send({ method: 'DELETE', version }, devicePath(register, serial))
    go(at(register))
    return 'Deleted.'
  }
  if (may !== true) return null
  return (
    <details className="card no-print">
      <summary>Delete it</summary>
      <p>The device leaves the register. The audit log keeps what it was.</p>
      <Form save={remove} button="Delete the device" keeps>
        {() => (
          <label>
            Type the serial {serial}
            <input name="serial" autoComplete="off" />
          </label>
        )}
      </Form>
    </details>
  )
}
