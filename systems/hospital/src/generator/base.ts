import { dayOf, dmy, nextYear, unpadded } from './calendar.ts'
import { departmentColumn } from './departments.ts'
import type { Draft, Profile, RegisterName } from './manifest.ts'
import type { Random } from './random.ts'
import { ocmMakers, ocmModels, ocmNames, ppmMakers, ppmModels, ppmNames, spread, technicians } from './words.ts'

export type BaseOptions = {
  readonly register: RegisterName
  readonly n: number
  readonly profile: Profile
  readonly asOf: string
  /** Records before these ones: running numbers and serials go on from there. */
  readonly offset: number
  /** The log number of the k-th record. */
  readonly logAt: (k: number) => string
}

/** Records without any injected defect; the keys stand in the order of the files. */
export function baseRecords(options: BaseOptions, random: Random): Draft[] {
  const { register, n } = options
  const departments = departmentColumn(register, n)
  const [names, models, makers] = (
    register === 'ocm' ? [ocmNames, ocmModels, ocmMakers] : [ppmNames, ppmModels, ppmMakers]
  ).map((words) => spread(words, n, random)) as [string[], string[], string[]]
  const scramble = random.below(50_000_000)
  const make = register === 'ocm' ? ocmRecord : ppmRecord
  return departments.map((department, at) => {
    const number = options.offset + at
    const device = {
      no: number + 1,
      department,
      name: names[at] as string,
      model: models[at] as string,
      serial: serialOf(register, number, scramble),
      maker: makers[at] as string,
      log: options.logAt(number),
    }
    return make(device, { ...options, at, random })
  })
}

/** Where a record stands, and by which rules it is made. */
type Spot = BaseOptions & { readonly at: number; readonly random: Random }

type Device = {
  readonly no: number
  readonly department: string
  readonly name: string
  readonly model: string
  readonly serial: string
  readonly maker: string
  readonly log: string
}

/** Unique in both registers: the number behind it is a bijection of the record's number, even in OCM and odd in PPM. */
function serialOf(register: RegisterName, number: number, scramble: number): string {
  const unique = ((number * 7919 + scramble) % 50_000_000) * 2 + (register === 'ocm' ? 0 : 1)
  const digits = String(100_000_000 + unique)
  switch (number % 5) {
    case 0:
    case 1:
      return digits
    case 2:
      return `SN${digits}`
    case 3:
      return `K${digits.slice(0, 4)}B${digits.slice(4)}`
    default:
      return `${digits.slice(0, 3)}-${digits.slice(3)}`
  }
}

function ocmRecord(device: Device, { profile, asOf, at, random }: Spot): Draft {
  const service = profile === 'clean' ? dayOf(asOf) - 1 - random.below(600) : dayOf('2025-01-10') + (at % 612)
  const next = nextYear(service)
  return {
    NO: device.no,
    Department: device.department,
    Name: device.name,
    Model: device.model,
    Serial: device.serial,
    Manufacturer: device.maker,
    Log_Number: device.log,
    Installation_Date: 'N/A',
    Warranty_End: 'N/A',
    Service_Date: dmy(service),
    Engineer: random.pick(technicians),
    Next_Maintenance: dmy(next),
    Status: profile === 'clean' && next < dayOf(asOf) ? 'Overdue' : 'Upcoming',
  }
}

function ppmRecord(device: Device, options: Spot): Draft {
  const { random } = options
  const days = quarterDays(options)
  const quarter = (day: number, first: boolean): Draft => ({
    engineer: random.pick(technicians),
    quarter_date:
      first && options.profile !== 'clean' && Number(dmy(day).slice(0, 2)) <= 12 ? unpadded(dmy(day)) : dmy(day),
    status: null,
  })
  return {
    NO: device.no,
    Department: device.department,
    Name: device.name,
    MODEL: device.model,
    SERIAL: device.serial,
    MANUFACTURER: device.maker,
    LOG_Number: device.log,
    Installation_Date: null,
    Warranty_End: null,
    PPM_Q_I: quarter(days[0], true),
    PPM_Q_II: quarter(days[1], false),
    PPM_Q_III: quarter(days[2], false),
    PPM_Q_IV: quarter(days[3], false),
    Status: options.profile === 'clean' && days[3] < dayOf(options.asOf) ? 'Maintained' : 'Upcoming',
  }
}

type FourDays = readonly [number, number, number, number]

// The real dates grow by one day per record, with one day left out at 54 % and at 97 % of the file.
function quarterDays({ profile, asOf, n, at, random }: Spot): FourDays {
  if (profile === 'clean') {
    const first = dayOf(asOf) - random.below(400)
    return [first, first + 91, first + 182, first + 273]
  }
  const size = Math.min(n, 1038)
  const index = at % 1038
  const gaps = [0.54, 0.97].filter((share) => index >= Math.floor(share * size)).length
  const first = dayOf('2025-03-27') + index + gaps
  return [first, first + 90, first + 180, first + 270]
}

/** Log numbers: all four-digit ones of the real range in random order, then longer ones. */
export function logNumbers(random: Random, start = 0): (k: number) => string {
  const four = random.shuffled(Array.from({ length: 1792 }, (_, at) => 1001 + at))
  return (k) => {
    const at = k + start
    return String(at < four.length ? four[at] : 10_000 + at - four.length)
  }
}
