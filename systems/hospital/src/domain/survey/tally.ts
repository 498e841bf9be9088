import { type Code, codes, type Severity } from '../codes.ts'
import { type DirtId, titleOf } from './dirt.ts'

export type FileName =
  | 'ocm.json'
  | 'ppm.json'
  | 'training.json'
  | 'departments_and_machines.json'
  | 'settings.json'
  | 'audit_log.json'

/** What a survey found about a whole file: how often, and where first. */
export type DirtFinding = {
  readonly id: DirtId | null
  readonly code: Code
  readonly severity: Severity
  readonly file: FileName
  readonly field: string
  /** What `count` counts: values, rows, pairs, groups, steps … */
  readonly unit: string
  readonly count: number
  /** Source positions counted from 0, at most as many as the survey was told to keep. */
  readonly rows: readonly number[]
  readonly samples: readonly string[]
  readonly message: string
}

/** A count that remembers its first rows and a few samples, so that a survey of a million records stays small. */
export type Tally = {
  readonly add: (index: number, sample: unknown) => void
  readonly count: () => number
  readonly rows: () => readonly number[]
  readonly samples: () => readonly string[]
}

const mostRows = 10_000
const mostSamples = 3

export function tally(limit: number = mostRows): Tally {
  let count = 0
  const rows: number[] = []
  const samples: string[] = []
  return {
    add: (index, sample) => {
      count++
      if (rows.length < limit) rows.push(index)
      if (samples.length < mostSamples) samples.push(sampleText(sample))
    },
    count: () => count,
    rows: () => rows,
    samples: () => samples,
  }
}

function sampleText(value: unknown): string {
  if (typeof value === 'string') return value
  return typeof value === 'bigint' ? String(value) : (JSON.stringify(value) ?? 'nothing')
}

export type About = {
  readonly id: DirtId | null
  readonly code: Code
  readonly file: FileName
  readonly field: string
  readonly unit: string
  /** Replaces the catalogue's title in the message. */
  readonly words?: string
  /** Where one counted thing covers several rows: the count to tell instead of the number of rows. */
  readonly count?: number
}

/** The tally as a list of one finding, or of none when nothing was counted. */
export function findingOf(about: About, seen: Tally): readonly DirtFinding[] {
  const { words, count = seen.count(), ...rest } = about
  if (seen.count() === 0) return []
  const { severity, meaning } = codes[about.code]
  const title = words ?? (about.id === null ? undefined : titleOf(about.id))
  const message = `${about.field}${title === undefined ? ` ${meaning}` : `: ${title}`} (${count} ${about.unit})`
  return [{ ...rest, severity, count, rows: seen.rows(), samples: seen.samples(), message }]
}
