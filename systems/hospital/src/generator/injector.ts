import type { Defect, Draft, RegisterName } from './manifest.ts'
import type { Random } from './random.ts'

/** The register's own spelling of the keys. */
export type Keys = {
  readonly name: string
  readonly model: string
  readonly serial: string
  readonly maker: string
  readonly log: string
}

const keysOf: Readonly<Record<RegisterName, Keys>> = {
  ocm: { name: 'Name', model: 'Model', serial: 'Serial', maker: 'Manufacturer', log: 'Log_Number' },
  ppm: { name: 'Name', model: 'MODEL', serial: 'SERIAL', maker: 'MANUFACTURER', log: 'LOG_Number' },
}

/** Puts defects into drafts and writes each one down. No record gets two defects unless a kind says so. */
export type Injector = {
  readonly register: RegisterName
  readonly file: string
  readonly records: readonly Draft[]
  readonly random: Random
  readonly keys: Keys
  readonly defects: Defect[]
  /** Unused positions that fit; they count as used from now on. */
  readonly take: (count: number, fits?: (record: Draft, index: number) => boolean) => number[]
  /** Uses positions that a kind chose by itself. */
  readonly reserve: (indexes: readonly number[]) => void
  /** Replaces the value at a key, or at the inner key of a quarter (`PPM_Q_II.engineer`), and writes it down. */
  readonly set: (index: number, defect: Pick<Defect, 'kind' | 'field' | 'injected' | 'of'>) => void
  /** Replaces a value without writing it down: the other half of a twin. */
  readonly put: (index: number, field: string, value: unknown) => unknown
  /** How many records still hold this text: the last holder of a value must not lose it. */
  readonly holders: (key: string, value: unknown) => number
}

export function injectorFor(register: RegisterName, records: readonly Draft[], random: Random): Injector {
  const file = `${register}.json`
  const keys = keysOf[register]
  const defects: Defect[] = []
  const held = holdersOf(records, [keys.name, keys.model, keys.maker])
  let free = random.shuffled(records.map((_, index) => index))
  const take: Injector['take'] = (count, fits = () => true) => {
    const taken: number[] = []
    free = free.filter((index) => {
      if (taken.length === count || !fits(records[index] as Draft, index)) return true
      taken.push(index)
      return false
    })
    if (taken.length < count)
      throw new RangeError(`${records.length} records are too few for the defects of this profile.`)
    return taken
  }
  const reserve = (indexes: readonly number[]): void => {
    const used = new Set(indexes)
    free = free.filter((index) => !used.has(index))
  }
  const put: Injector['put'] = (index, field, value) => {
    const [owner, key] = ownerOf(records[index] as Draft, field)
    const original = owner[key] ?? null
    held.get(field)?.set(original, (held.get(field)?.get(original) ?? 1) - 1)
    owner[key] = value
    return original
  }
  const set: Injector['set'] = (index, { kind, field, injected, ...twin }) => {
    const original = put(index, field, injected)
    defects.push({ file, index, kind, field, original, injected, ...twin })
  }
  const holders: Injector['holders'] = (key, value) => held.get(key)?.get(value) ?? 0
  return { register, file, records, random, keys, defects, take, reserve, set, put, holders }
}

function ownerOf(record: Draft, field: string): readonly [Draft, string] {
  const [key = '', inner] = field.split('.')
  return inner === undefined ? [record, key] : [record[key] as Draft, inner]
}

function holdersOf(records: readonly Draft[], keys: readonly string[]): ReadonlyMap<string, Map<unknown, number>> {
  return new Map(
    keys.map((key) => {
      const counts = new Map<unknown, number>()
      for (const record of records) counts.set(record[key], (counts.get(record[key]) ?? 0) + 1)
      return [key, counts]
    }),
  )
}
