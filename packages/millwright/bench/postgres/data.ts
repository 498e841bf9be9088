import { createWriteStream } from 'node:fs'
import { once } from 'node:events'

/** The table of the benchmark: one key, fifteen columns, typed as an author would. */
export const ddl = `create table device (
  serial text primary key,
  no integer not null check (no > 0),
  department text not null,
  name text not null,
  model text not null,
  manufacturer text not null,
  log_number text not null,
  installed date,
  warranty_end date,
  service_date date,
  price numeric(10,2) not null,
  engineer text,
  next_maintenance date,
  status text not null,
  created_at timestamptz not null
)`

export const columns = [...ddl.matchAll(/^ {2}(\w+) /gm)].map(([, name]) => name as string)

const departments = ['Radiology', 'Intensive care', 'Laboratory', 'Surgery', 'Cardiology', 'Emergency']
const names = ['Infusion pump', 'Patient monitor', 'Ventilator', 'Defibrillator', 'Syringe pump', 'Warmer']
const makers = ['Norwind Medical', 'Halvard', 'Ostrava Works', 'Kestrel Devices']

/** One record in a thousand cannot be loaded: its number is not one. */
export const isBad = (at: number): boolean => at % 1000 === 500

const pick = <T>(list: readonly T[], at: number): T => list[at % list.length] as T

// The same dates on every machine, spread over years, and some that are missing.
const day = (at: number): string => new Date(Date.UTC(2015, 0, 1 + ((at * 37) % 4000))).toISOString().slice(0, 10)

/** The finished row of a record, as it stands in the table. Serials come in no order, as they do in life. */
export function rowOf(at: number): readonly string[] {
  const mixed = (Math.imul(at, 0x9e3779b1) >>> 0).toString(36).padStart(7, '0').toUpperCase()
  return [
    `SN-${mixed}-${at}`,
    String(at + 1),
    pick(departments, at * 7),
    pick(names, at * 3),
    `M-${(at * 13) % 997}`,
    pick(makers, at),
    `LOG-${String(at).padStart(8, '0')}`,
    day(at),
    at % 3 === 0 ? '' : day(at + 11),
    day(at + 23),
    ((at % 99_999) / 100 + 1).toFixed(2),
    at % 5 === 0 ? '' : `Engineer ${at % 240}`,
    day(at + 31),
    pick(['Upcoming', 'Overdue', 'Maintained'], at),
    '2026-01-10 00:00:00+00',
  ]
}

/** The raw record: dates as people write them, white space around texts, now and then a number that is none. */
const recordOf = (at: number): readonly string[] =>
  rowOf(at).map((value, column) => {
    if (column === 1 && isBad(at)) return 'n/a'
    if (/^\d{4}-\d\d-\d\d$/.test(value)) return value.split('-').reverse().join('/')
    return column === 3 ? ` ${value} ` : value
  })

/** Writes the raw file with its header, or the finished rows that a bulk loader takes as they are. */
export async function writeCsv(path: string, rows: number, form: 'raw' | 'finished'): Promise<void> {
  const file = createWriteStream(path)
  if (form === 'raw') file.write(`${columns.join(',')}\n`)
  for (let at = 0; at < rows; at++) {
    if (form === 'finished' && isBad(at)) continue
    const line = `${(form === 'raw' ? recordOf(at) : rowOf(at)).join(',')}\n`
    if (!file.write(line)) await once(file, 'drain')
  }
  file.end()
  await once(file, 'finish')
}
