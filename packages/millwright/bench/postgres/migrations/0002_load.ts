import { csv, defineMove } from 'millwright'
import type { StandardSchemaV1 } from '@standard-schema/spec'

type Raw = Readonly<Record<string, string>>
type Device = Readonly<Record<string, string | bigint | null>>
type Failed = { readonly message: string; readonly path: readonly string[]; readonly code: string }

const dates = ['installed', 'warranty_end', 'service_date', 'next_maintenance'] as const
const texts = ['serial', 'department', 'name', 'model', 'manufacturer', 'log_number', 'status'] as const

/** Checks and converts one record by hand, as a generated validator would. */
function validate(value: unknown): StandardSchemaV1.Result<Device> {
  const raw = value as Raw
  const device: Record<string, string | bigint | null> = {}
  const issues: Failed[] = []
  for (const name of texts) device[name] = textOf(raw, name, issues)
  for (const name of dates) device[name] = dateOf(raw, name, issues)
  takeNumbers(raw, device, issues)
  device['engineer'] = raw['engineer'] === '' ? null : (raw['engineer'] ?? null)
  device['created_at'] = raw['created_at'] ?? null
  return issues.length === 0 ? { value: device } : { issues }
}

function takeNumbers(raw: Raw, device: Record<string, string | bigint | null>, issues: Failed[]): void {
  const { no = '', price = '' } = raw
  if (/^[1-9]\d{0,8}$/.test(no)) device['no'] = BigInt(no)
  else issues.push({ message: 'is not a number', path: ['no'], code: 'not_a_number' })
  if (/^\d{1,8}\.\d\d$/.test(price)) device['price'] = price
  else issues.push({ message: 'is not an amount', path: ['price'], code: 'not_an_amount' })
}

function textOf(raw: Raw, name: string, issues: Failed[]): string {
  const text = (raw[name] ?? '').trim()
  if (text === '' || text.length > 200) issues.push({ message: 'is empty or too long', path: [name], code: 'bad_text' })
  return text
}

function dateOf(raw: Raw, name: string, issues: Failed[]): string | null {
  const text = raw[name] ?? ''
  if (text === '') return null
  const [, day, month, year] = /^(\d\d)\/(\d\d)\/(\d{4})$/.exec(text) ?? []
  if (year === undefined) issues.push({ message: 'is not a date', path: [name], code: 'bad_date' })
  return `${year}-${month}-${day}`
}

export default defineMove({ rejects: { max: 100_000 } }, (m, { input = '', undo = 'journal' }) => {
  m.load<Device>('devices', {
    from: csv(input),
    to: 'device',
    key: ['serial'],
    shape: { '~standard': { version: 1, vendor: 'bench', validate } },
    map: (device) => device,
    undo: undo as 'journal' | 'drop-created',
  })
})
