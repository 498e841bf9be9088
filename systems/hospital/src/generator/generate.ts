import { baseRecords, logNumbers } from './base.ts'
import { isListed } from './departments.ts'
import { type Injector, injectorFor } from './injector.ts'
import type { Defect, Draft, Manifest, Profile, RegisterName } from './manifest.ts'
import { randomFrom } from './random.ts'
import { injectReal } from './real.ts'
import { injectStress } from './stress.ts'
import { trainingFile } from './training.ts'

export type GenerateOptions = {
  readonly register: RegisterName | 'training'
  readonly n: number
  readonly seed: number
  readonly profile: Profile
  /** The ISO day for which the statuses hold. */
  readonly asOf: string
}

/** The text of a file of the JSON era, and every defect that was put into it. */
export type Generated = { readonly json: string; readonly manifest: Manifest }

/**
 * One register file. The same options give the same bytes; there is no clock and no other chance than the seed.
 *
 * @example generate({ register: 'ocm', n: 612, seed: 42, profile: 'real', asOf: '2025-06-28' })
 */
export function generate(options: GenerateOptions): Generated {
  const { register } = options
  if (register === 'training') return trainingFile({ ...options, register })
  const into = injected({ ...options, register })
  if (options.profile === 'stress') injectStress(into, options.asOf)
  return finished(into, options)
}

export type PairOptions = Omit<GenerateOptions, 'register' | 'n'> & { readonly ocm: number; readonly ppm: number }

/** Both registers together, with the serials and log numbers that the real ones share. */
export function generatePair(options: PairOptions): Readonly<Record<RegisterName, Generated>> {
  const { profile, asOf, seed } = options
  const ocm = injected({ register: 'ocm', n: options.ocm, profile, asOf, seed })
  const ppm = injected({ register: 'ppm', n: options.ppm, profile, asOf, seed, logStart: options.ocm })
  if (profile !== 'clean') shareBetween(ocm, ppm)
  if (profile === 'stress') for (const into of [ocm, ppm]) injectStress(into, asOf)
  return {
    ocm: finished(ocm, { ...options, register: 'ocm', n: options.ocm }),
    ppm: finished(ppm, { ...options, register: 'ppm', n: options.ppm }),
  }
}

export type BlockOptions = Omit<GenerateOptions, 'register'> & {
  readonly register: RegisterName
  readonly offset?: number
  readonly logStart?: number
}

/** Records with the defects of their profile, stress left out. A block of a long file begins at `offset`. */
export function injected({ register, n, seed, profile, asOf, offset = 0, logStart = 0 }: BlockOptions): Injector {
  const random = randomFrom(seed * 2 + (register === 'ocm' ? 0 : 1))
  const logAt = logNumbers(randomFrom(seed), logStart)
  const records = baseRecords({ register, n, profile, asOf, offset, logAt }, random)
  const into = injectorFor(register, records, random)
  if (profile !== 'clean') injectReal(into)
  return into
}

const shared = { serials: 2, logs: 7 } as const

function shareBetween(ocm: Injector, ppm: Injector): void {
  const give = (kind: string, key: 'serial' | 'log', count: number): void => {
    const [sources, targets] = [ocm.take(count), ppm.take(count)]
    const [from, to] = [ocm.keys[key], ppm.keys[key]]
    for (const [at, index] of targets.entries()) {
      const of = sources[at] as number
      ppm.set(index, { kind, field: to, injected: ocm.records[of]?.[from], of })
    }
  }
  give('serial_in_both_registers', 'serial', shared.serials)
  give('log_in_both_registers', 'log', shared.logs)
}

function finished(into: Injector, { n, seed, profile, asOf }: GenerateOptions): Generated {
  const defects = [...into.defects, ...(profile === 'clean' ? [] : structural(into))].sort((a, b) => a.index - b.index)
  const manifest = { file: into.file, n, seed, profile, asOf, defects }
  return { json: JSON.stringify(into.records, null, 2), manifest }
}

/** What follows from the form of the file: departments outside the list, and first quarters without leading zeros. */
function structural({ records, file }: Injector): readonly Defect[] {
  return records.flatMap((record, index) => {
    const found: Defect[] = []
    const department = record['Department']
    const common = { file, index, original: null }
    if (department !== undefined && !isListed(department)) {
      found.push({ ...common, kind: 'department_unknown', field: 'Department', injected: department })
    }
    const date = (record['PPM_Q_I'] as Draft | undefined)?.['quarter_date']
    if (typeof date === 'string' && date.length < 10) {
      found.push({ ...common, kind: 'date_unpadded', field: 'PPM_Q_I.quarter_date', injected: date })
    }
    return found
  })
}
