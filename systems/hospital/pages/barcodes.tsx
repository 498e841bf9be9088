import {
  addressWith,
  Card,
  count,
  Empty,
  Link,
  Pager,
  Shown,
  useAppAt,
  useAppPath,
  useAppResource,
} from '@millwright/dashboard'
import type { ReactNode } from 'react'
import type { Device, Page, Register } from './facts.ts'
import { serialOf, valueOf } from './fields.ts'
import { DeviceFilters, Pick } from './filters.tsx'
import { devicePath, registerNames, useDeviceAt } from './parts.tsx'
import { chosenBy } from './register.tsx'

const size = 30

/** Labels of many devices on sheets to print. */
export function BarcodesPage({ query }: { readonly query: URLSearchParams }): ReactNode {
  const at = useAppAt()
  const here = at('barcodes')
  const register: Register = query.get('register') === 'ppm' ? 'ppm' : 'ocm'
  const chosen = chosenBy(query)
  const page = query.get('page') ?? '1'
  const asked = new URLSearchParams([...chosen, ['page', page], ['per_page', String(size)]]).toString()
  const list = useAppResource<Page<Device>>(`/api/equipment/${register}?${asked}`)
  return (
    <>
      <h1>Barcodes</h1>
      <div className="no-print">
        <DeviceFilters register={register} here={here} query={query}>
          <Pick name="register" title="Register" query={query} choices={[['ppm', 'PPM']]} all="OCM" />
        </DeviceFilters>
      </div>
      <Shown of={list}>
        {(found) =>
          found.total === 0 ? (
            <Empty>No device is like that. Take a filter away, or search for less.</Empty>
          ) : (
            <>
              <Ways register={register} chosen={chosen} total={found.total} />
              <Card title={`${registerNames[register]} labels`} aside={<span role="status">{onSheet(found)}</span>}>
                <Labels register={register} devices={found.items} />
                <Pager
                  page={found.current_page}
                  size={size}
                  total={found.total}
                  to={(number) => addressWith(here, query, { page: String(number) })}
                />
              </Card>
            </>
          )
        }
      </Shown>
    </>
  )
}

const onSheet = ({ items, total }: Page<Device>): string => `${count(items.length)} of ${count(total)} on this sheet`

type WaysFacts = { readonly register: Register; readonly chosen: URLSearchParams; readonly total: number }

/** This sheet from here, or all of them as one page or archive of the hospital's own. */
function Ways({ register, chosen, total }: WaysFacts): ReactNode {
  const path = useAppPath()
  const all = (kind: 'sheet' | 'zip'): string => `/api${path(`/api/barcodes/${register}/${kind}?${chosen.toString()}`)}`
  return (
    <p className="actions no-print">
      <button type="button" className="main" onClick={() => print()}>
        Print this sheet
      </button>
      <a href={all('sheet')} target="_blank" rel="noreferrer">
        All {count(total)} on one page (opens beside this one)
      </a>
      <a href={all('zip')} download>
        All {count(total)} as pictures (ZIP)
      </a>
    </p>
  )
}

function Labels({
  register,
  devices,
}: {
  readonly register: Register
  readonly devices: readonly Device[]
}): ReactNode {
  const path = useAppPath()
  const to = useDeviceAt()
  return (
    <ul className="labels">
      {devices.map((device) => {
        const serial = serialOf(device)
        return (
          <li key={serial}>
            <Link to={to(register, serial)}>
              <img
                src={`/api${path(`${devicePath(register, serial)}/barcode.svg`)}`}
                alt={`${serial}, ${valueOf(device, 'Name')}, ${valueOf(device, 'Department')}`}
              />
            </Link>
          </li>
        )
      })}
    </ul>
  )
}
