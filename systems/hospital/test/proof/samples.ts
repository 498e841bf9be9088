import { newDevice } from '../equipment/support.ts'
import type { TestHospital } from '../http/support.ts'

/** A request that is good as it is: what a test changes in it is all that is wrong. */
export type Sample = {
  readonly path: string
  readonly body: Readonly<Record<string, unknown>>
}

/** What samples name: things that stand in every hospital of a test. */
type Ground = {
  readonly ocm: string
  readonly ppm: string
  readonly department: {
    readonly id: number
    readonly code: string
    readonly machine: { readonly id: number; readonly name: string }
  }
  readonly trainer: { readonly id: number; readonly name: string }
  readonly module: number
  readonly training: string
  readonly user: number
}

/** Each sample is made anew for each request, so that what must be unique is. */
type Make = (ground: Ground, nth: number) => Sample

/** Without a status: that is computed, whatever is sent. */
function device(register: 'ocm' | 'ppm', serial: string): Sample['body'] {
  const { Status: _, ...body } = newDevice(register, serial)
  return body
}
const nurse = {
  employee_id: '2100',
  name: 'NURSE-001',
  department: 'ER',
  machine_trainer_assignments: [{ machine: 'LAMP', trainer: 'TECH-A', trained_date: '03/02/2025' }],
  last_trained_date: '03/02/2025',
  next_due_date: '14/04/2026',
}
const keys = { p256dh: `B${'A'.repeat(86)}`, auth: 'A'.repeat(22) }
const password = 'a long word for a test'

const equipment = (register: 'ocm' | 'ppm'): Readonly<Record<string, Make>> => ({
  [`post /api/equipment/${register}`]: (_, nth) => ({
    path: `/api/equipment/${register}`,
    body: device(register, `NEW ${nth}`),
  }),
  [`put /api/equipment/${register}/{serial}`]: (ground) => ({
    path: `/api/equipment/${register}/${encodeURIComponent(ground[register])}`,
    body: device(register, ground[register]),
  }),
  [`patch /api/equipment/${register}/{serial}`]: (ground) => ({
    path: `/api/equipment/${register}/${encodeURIComponent(ground[register])}`,
    body: device(register, ground[register]),
  }),
  [`post /api/bulk_delete/${register}`]: (ground) => ({
    path: `/api/bulk_delete/${register}`,
    body: { serials: [ground[register]] },
  }),
})

const names = (path: string, idOf: (ground: Ground) => number): Readonly<Record<string, Make>> => ({
  [`post ${path}`]: (_, nth) => ({ path, body: { name: `NEW ${nth}` } }),
  [`put ${path}/{id}`]: (ground, nth) => ({ path: `${path}/${idOf(ground)}`, body: { name: `NEW ${nth}` } }),
})

/** A good request for every operation that takes a JSON body. */
export const samples: Readonly<Record<string, Make>> = {
  'post /api/session': () => ({ path: '/api/session', body: { username: 'sample', password } }),
  'post /api/session/password': () => ({
    path: '/api/session/password',
    body: { current_password: password, new_password: `${password} anew` },
  }),
  'post /admin/users': (_, nth) => ({
    path: '/admin/users',
    body: { username: `user ${nth}`, role: 'Viewer', password },
  }),
  'put /admin/users/{id}': ({ user }, nth) => ({
    path: `/admin/users/${user}`,
    body: { username: `sample ${nth}`, role: 'Viewer' },
  }),
  'post /admin/roles': (_, nth) => ({
    path: '/admin/roles',
    body: { name: `Role ${nth}`, permissions: ['training_read'] },
  }),
  'put /admin/roles/{name}': () => ({
    path: '/admin/roles/Spare',
    body: { name: 'Spare', permissions: ['training_read'] },
  }),
  'post /api/settings': () => ({
    path: '/api/settings',
    body: { recipient_email: 'desk@example.org', cc_emails: 'a@example.org, b@example.org', email_send_time_hour: 6 },
  }),
  ...equipment('ocm'),
  ...equipment('ppm'),
  'put /api/equipment/ppm/{serial}/visits/{quarter}': ({ ppm }) => ({
    path: `/api/equipment/ppm/${encodeURIComponent(ppm)}/visits/2`,
    body: { completed_on: '03/02/2025', engineer: 'TECH-A' },
  }),
  'post /api/push_subscribe': (_, nth) => ({
    path: '/api/push_subscribe',
    body: { endpoint: `https://push.example.org/${nth}`, expirationTime: null, keys },
  }),
  'post /api/push_unsubscribe': () => ({
    path: '/api/push_unsubscribe',
    body: { endpoint: 'https://push.example.org/sample' },
  }),
  'post /api/trainings': () => ({ path: '/api/trainings', body: nurse }),
  'put /api/trainings/{id}': ({ training }) => ({
    path: `/api/trainings/${training}`,
    body: { ...nurse, department: 'ER 2', id: training },
  }),
  'post /api/training/assignments': ({ department, trainer, training }) => ({
    path: '/api/training/assignments',
    body: {
      department: department.id,
      machines: [department.machine.name],
      trainer: trainer.name,
      trainings: [training],
      trained_date: '03/02/2025',
    },
  }),
  ...names('/api/training/modules', ({ module }) => module),
  ...names('/api/training/trainers', ({ trainer }) => trainer.id),
  'post /api/departments': (_, nth) => ({
    path: '/api/departments',
    body: { code: `DEP ${nth}`, machines: ['PUMP', 'LAMP'] },
  }),
  'put /api/departments/{id}': ({ department }) => ({
    path: `/api/departments/${department.id}`,
    body: { code: department.code },
  }),
  'post /api/departments/{id}/machines': ({ department }, nth) => ({
    path: `/api/departments/${department.id}/machines`,
    body: { name: `NEW ${nth}` },
  }),
  'put /api/departments/{id}/machines/{machine}': ({ department }) => ({
    path: `/api/departments/${department.id}/machines/${department.machine.id}`,
    body: { name: department.machine.name },
  }),
}

/** Makes what the samples name. */
export async function prepare({ call }: TestHospital): Promise<Ground> {
  const made = async <T>(line: `POST /${string}`, body: unknown): Promise<T> => {
    const { status, body: answer } = await call('Admin', line, body)
    if (status !== 201) throw new Error(`${line} answered with ${status}: ${JSON.stringify(answer)}`)
    return answer as T
  }
  await made('POST /api/equipment/ocm', device('ocm', 'OLD / #1'))
  await made('POST /api/equipment/ppm', device('ppm', 'OLD / #1'))
  const department = await made<{ id: number; code: string; machines: { id: number; name: string }[] }>(
    'POST /api/departments',
    {
      code: 'ER 2',
      machines: ['LAMP'],
    },
  )
  const [training, trainer, module, user] = [
    await made<{ id: string }>('POST /api/trainings', { ...nurse, department: 'ER 2' }),
    await made<{ id: number; name: string }>('POST /api/training/trainers', { name: 'TECH-Z' }),
    await made<{ id: number }>('POST /api/training/modules', { name: 'MODULE' }),
    await made<{ id: number }>('POST /admin/users', { username: 'sample', role: 'Viewer', password }),
  ]
  await made('POST /admin/roles', { name: 'Spare', permissions: [] })
  await made('POST /api/push_subscribe', { endpoint: 'https://push.example.org/sample', keys })
  const machine = department.machines[0] as { id: number; name: string }
  return {
    ocm: 'OLD / #1',
    ppm: 'OLD / #1',
    department: { ...department, machine },
    trainer,
    module: module.id,
    training: training.id,
    user: user.id,
  }
}
