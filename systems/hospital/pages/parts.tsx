import { Badge, type Tone, useAppAt, useAppResource } from '@millwright/dashboard'
import type { ReactNode } from 'react'
import type { Register, Status } from './facts.ts'

const tones: Readonly<Record<Status, Tone>> = { Upcoming: 'info', Overdue: 'bad', Maintained: 'ok' }

/** A status, or that there is none. */
export const StatusBadge = ({ status }: { readonly status: Status | null }): ReactNode =>
  status === null ? <span className="quiet">no day</span> : <Badge tone={tones[status]}>{status}</Badge>

export const registerNames: Readonly<Record<Register, string>> = { ocm: 'OCM', ppm: 'PPM' }

/** Whether the hospital would allow it; undefined until it has said so. Pages only leave out what it would refuse. */
export function useHospitalMay(permission: string): boolean | undefined {
  const { data } = useAppResource<{ readonly permissions: readonly string[] }>('/api/session')
  return data?.permissions.includes(permission)
}

/** The address of a device's page. */
export function useDeviceAt(): (register: Register, serial: string) => string {
  const at = useAppAt()
  return (register, serial) => at(`${register}/${encodeURIComponent(serial)}`)
}

/** The path of a device in the hospital's interface. */
export const devicePath = (register: Register, serial: string): string =>
  `/api/equipment/${register}/${encodeURIComponent(serial)}`
