import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { isIsoDate } from '../domain/dates.ts'
import { parsePolicies, type Policies, type PolicyFault } from '../domain/policies.ts'

export const moveUsage = `Moves the hospital's registers out of their JSON files into SQLite, and proves it.

  npm run -s move -w systems/hospital -- --data DIR --db FILE [--as-of YYYY-MM-DD] [--yes] [--json]
      [--placeholder-serials suffix|quarantine|fail]   two placeholder serials that are the same
      [--duplicate-serials fail|quarantine|suffix]     two real serials that are the same
      [--missing-required fail|quarantine|placeholder:<text>]
      [--invalid-dates null+flag|quarantine|fail]      [--lossy-serials flag|quarantine|fail]
      [--too-long fail|quarantine]                     [--unknown-departments warn|fail]
      [--existing conflict-fail|source-wins|target-wins]
      [--rejects MAX]     how many records may be left out without a policy that accepts it; 0 unless said
      [--report FILE]     the report as one JSON document      [--backups DIR]   where copies go
`

/** What a person asked `move` to do; paths are absolute. */
export type MoveOptions = {
  readonly data: string
  readonly db: string
  readonly asOf: string
  /** False when the day is today because none was named. */
  readonly isDayNamed: boolean
  readonly policies: Policies
  readonly rejects: number
  readonly report: string | undefined
  readonly backups: string | undefined
  readonly yes: boolean
  readonly json: boolean
}

export type Parsed<Options> =
  | { readonly kind: 'run'; readonly options: Options }
  | { readonly kind: 'help' }
  | { readonly kind: 'mistake'; readonly message: string }

const policyFlags = {
  'placeholder-serials': { type: 'string' },
  'duplicate-serials': { type: 'string' },
  'missing-required': { type: 'string' },
  'invalid-dates': { type: 'string' },
  'lossy-serials': { type: 'string' },
  'too-long': { type: 'string' },
  'unknown-departments': { type: 'string' },
} as const

const flags = {
  ...policyFlags,
  data: { type: 'string' },
  db: { type: 'string' },
  'as-of': { type: 'string' },
  existing: { type: 'string' },
  rejects: { type: 'string' },
  report: { type: 'string' },
  backups: { type: 'string' },
  yes: { type: 'boolean' },
  json: { type: 'boolean' },
  help: { type: 'boolean' },
} as const

type Values = { readonly [name in keyof typeof flags]?: string | boolean | undefined }

/** Where the person stands: npm runs scripts in the workspace's folder, and says where it was called. */
export type Place = { readonly cwd: string; readonly today: string }

/** Reads the command line. Anything unknown, left over or without its value is a mistake, and nothing runs. */
export function parseMove(args: readonly string[], place: Place): Parsed<MoveOptions> {
  try {
    const { values } = parseArgs({ args: [...args], options: flags, strict: true, allowPositionals: false })
    if (values.help === true) return { kind: 'help' }
    return { kind: 'run', options: optionsOf(values, place) }
  } catch (error) {
    return { kind: 'mistake', message: error instanceof Error ? error.message : String(error) }
  }
}

function optionsOf(values: Values, { cwd, today }: Place): MoveOptions {
  return {
    data: pathIn(values, 'data', cwd),
    db: pathIn(values, 'db', cwd),
    asOf: dayIn(values['as-of'] ?? today),
    isDayNamed: values['as-of'] !== undefined,
    policies: policiesIn(values),
    rejects: countIn(values.rejects ?? '0'),
    report: values.report === undefined ? undefined : pathIn(values, 'report', cwd),
    backups: values.backups === undefined ? undefined : pathIn(values, 'backups', cwd),
    yes: values.yes === true,
    json: values.json === true,
  }
}

export function pathIn(values: Readonly<Record<string, unknown>>, name: string, cwd: string): string {
  const value = values[name]
  if (typeof value !== 'string' || value === '') throw new RangeError(`--${name} is missing.`)
  return resolve(cwd, value)
}

function dayIn(day: unknown): string {
  if (typeof day === 'string' && isIsoDate(day)) return day
  throw new RangeError(`--as-of ${String(day)}: use a day of the calendar as YYYY-MM-DD.`)
}

function countIn(text: unknown): number {
  if (typeof text === 'string' && /^\d{1,9}$/.test(text)) return Number(text)
  throw new RangeError(`--rejects ${String(text)}: use a whole number.`)
}

function policiesIn(values: Values): Policies {
  const chosen = Object.keys(policyFlags).map((name) => [name, values[name as keyof Values] as string | undefined])
  const parsed = parsePolicies({
    ...(Object.fromEntries(chosen) as Record<string, string | undefined>),
    'existing-rows': values.existing as string | undefined,
  })
  if (parsed.ok) return parsed.policies
  throw new RangeError(parsed.faults.map(wordsOf).join('; '))
}

const wordsOf = ({ message }: PolicyFault): string => `${message.replace('--existing-rows', '--existing')}.`
