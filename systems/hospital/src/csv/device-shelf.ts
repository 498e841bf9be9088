import { sql } from 'millwright'
import { entryPolicies } from '../domain/entry.ts'
import type { Field, Quarter, Register } from '../domain/fields.ts'
import { placeOf } from '../domain/issue.ts'
import { defaultPolicies, type Policies } from '../domain/policies.ts'
import type { Detail } from 'millwright/http'
import { checkStatus, readDay, type Rules, startReading } from '../domain/read.ts'
import { cleanSerial, cleanText, isNullSpelling } from '../domain/text.ts'
import { takeChange, takeNew } from '../registers/body.ts'
import { current, type DeviceRow, lookFor, type Stored } from '../registers/device.ts'
import type { TakenBody } from '../registers/judge.ts'
import { invalid } from '../registers/problems.ts'
import { entryRules } from '../registers/store.ts'
import { insertDevices, nextNo, tableOf, updateDevice } from '../registers/write.ts'
import { completionOf, statusOf } from './layout.ts'
import type { ImportOptions, Shelf, ShelfPlace } from './shelf.ts'

/** A serial that a spreadsheet has damaged is refused as long as somebody can still look it up. */
const policiesOf = ({ origin }: ImportOptions): Policies =>
  origin === 'register'
    ? { ...defaultPolicies, invalidDates: 'fail' }
    : { ...entryPolicies, lossySerials: 'quarantine' }

/** Rows of a CSV file into a register. Reading and judging a device is the register's; here cells become its body. */
export async function deviceShelf(place: ShelfPlace, register: Register): Promise<Shelf> {
  const { db, act, header, options } = place
  const rules = await entryRules({ db, register, act }, policiesOf(options))
  const serialAt = header.meanings.indexOf(register === 'ocm' ? 'Serial' : 'SERIAL')
  const table = sql.id(tableOf[register])
  const added: DeviceRow[] = []
  let no = await nextNo(db, register)
  return {
    keyOf: (cells) => cleanSerial(cells[serialAt] ?? ''),
    has: async (serial) => (await db.get(sql`select 1 from ${table} where serial = ${serial}`)) !== undefined,
    add: async (cells) => {
      const sheet = sheetOf(place, cells)
      const { row, warnings } = complete(takeNew(register, sheet.body, { no, rules }), sheet, rules)
      added.push(row)
      no++
      return warnings
    },
    flush: () => insertDevices(db, added.splice(0), act.at),
    change: async (serial, cells) => {
      const before = (await lookFor(db, register, serial)) as Stored
      const sheet = sheetOf(place, cells)
      const { row, warnings } = complete(takeChange(register, sheet.body, { before, rules }), sheet, rules)
      if (!isDifferent(before, row)) return { fate: 'skipped', warnings }
      await updateDevice(db, before.id, { row, at: act.at })
      return { fate: 'updated', warnings }
    },
    taken: (serial) => taken(serial, header.names[serialAt] ?? 'Serial'),
  }
}

const taken = (serial: string, field: string): Detail => ({
  field,
  code: 'duplicate_serial',
  message: `A device with serial ${serial} already exists`,
})

/** The cells of a row: the body of a device, and what stands beside it. */
type Sheet = {
  readonly body: Readonly<Record<string, string>>
  readonly completions: readonly Completion[]
  readonly statuses: readonly { readonly field: Field; readonly cell: string }[]
  /** A register's own file says of a date that there is none: it is not worked out again. */
  readonly hasNoNext: boolean
}

type Completion = { readonly quarter: Quarter; readonly name: string; readonly cell: string }

function sheetOf({ header: { names, meanings }, options }: ShelfPlace, cells: readonly string[]): Sheet {
  const columns = names.map((name, at) => ({ name, meaning: meanings[at] as string, cell: cells[at] ?? '' }))
  const next = columns.find(({ meaning }) => meaning === 'Next_Maintenance')?.cell
  return {
    body: Object.fromEntries(columns.filter(isOfBody).map(({ name, cell }) => [name, cell])),
    completions: columns.flatMap(({ name, meaning, cell }) => {
      const quarter = completionOf(meaning)
      return quarter === undefined ? [] : [{ quarter, name, cell }]
    }),
    statuses: columns.flatMap(({ meaning, cell }) => {
      const field = statusOf(meaning)
      return field === undefined ? [] : [{ field, cell }]
    }),
    hasNoNext: options.origin === 'register' && next !== undefined && isNullSpelling(cleanText(next)),
  }
}

/** The number is the register's to give, and statuses are looked at when the whole row is known. */
const isOfBody = ({ meaning }: { readonly meaning: string }): boolean =>
  meaning !== 'NO' && completionOf(meaning) === undefined && statusOf(meaning) === undefined

function complete({ row, warnings }: TakenBody, sheet: Sheet, rules: Rules): TakenBody {
  const reading = startReading(rules)
  const days = sheet.completions.map(({ quarter, name, cell }) => [
    `ppm_q${quarter}_completed_on`,
    readDay(cell, completedField(name), reading),
  ])
  if (reading.refused !== undefined) throw invalid(reading.refused)
  const none = sheet.hasNoNext ? { next_maintenance: null } : {}
  const whole = current({ ...row, ...Object.fromEntries(days), ...none } as DeviceRow, rules.asOf)
  for (const { field, cell } of sheet.statuses)
    checkStatus({ value: cell, computed: whole[field.column as 'status'], field }, reading)
  return { row: whole, warnings: [...warnings, ...reading.issues.filter(({ severity }) => severity !== 'info')] }
}

const completedField = (name: string): Field => ({ ...placeOf(name), ...day, key: name, column: name })

const day = { rule: 'date', width: 0, required: false, aliases: [], absent: null } as const

/** Statuses follow the day by themselves. */
const isDifferent = (before: Stored, row: DeviceRow): boolean =>
  Object.entries(row).some(
    ([column, value]) => !column.endsWith('status') && value !== (before as Readonly<Record<string, unknown>>)[column],
  )
