import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { leftBehind } from './facts.ts'
import type { MoveParams } from './project.ts'

export const moveUsage = `Moves a factory of seventeen tables, or of seven, into states, counts, quality events and figures, and proves it.

  npm run -s move -w systems/factory -- --source URL --target URL --from YYYY-MM-DD --to YYYY-MM-DD
      --password drop              the new database has no place for passwords; every user sets a new one
      --accept TABLE[,TABLE…]      tables of which something stays behind; each must be named:
                                   ${leftBehind.slice(0, 5).join(',')},
                                   ${leftBehind.slice(5).join(',')}
      [--sessions drop|unexpired]  sessions are dropped unless said
      [--zones CODE=ZONE[,…]]      zones of plants whose own is none
      [--mapping FILE]             other names of tables, shifts, days of work, products, and how readings are meant
      [--artefacts FOLDER]         what stays behind in archives that are read back, what names became, legacy figures beside new ones
      [--rehearse]                 the whole move on a copy of the target that is thrown away
      [--back]                     takes the last run back, and proves that the target is as it was before
      [--json]                     the report as one JSON document on standard output

  --from and --to are days of shifts, on the calendar of each site. The source is only read.
`

export type MoveOptions = {
  readonly target: string
  readonly params: MoveParams
  readonly accept: readonly string[]
  /** Where archives and reports go; nowhere unless said. */
  readonly artefacts?: string | undefined
  readonly mode: 'move' | 'rehearse' | 'back'
  readonly json: boolean
}

const flags = {
  source: { type: 'string' },
  target: { type: 'string' },
  from: { type: 'string' },
  to: { type: 'string' },
  accept: { type: 'string', multiple: true, default: [] as string[] },
  password: { type: 'string' },
  sessions: { type: 'string' },
  zones: { type: 'string' },
  mapping: { type: 'string' },
  artefacts: { type: 'string' },
  rehearse: { type: 'boolean', default: false },
  back: { type: 'boolean', default: false },
  json: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
} as const

/** Reads the command line; undefined when help was asked for. @throws TypeError or RangeError for anything else that is no option */
export function parseMove(args: readonly string[]): MoveOptions | undefined {
  const { values } = parseArgs({ args: [...args], options: flags, strict: true, allowPositionals: false })
  if (values.help) return undefined
  const { target = '', source = '', from = '', to = '' } = values
  for (const [name, value] of Object.entries({ source, target, from, to })) {
    if (value === '') throw new RangeError(`--${name} is missing.`)
  }
  const accept = values.accept.flatMap((names) => names.split(',')).map((name) => name.trim())
  const mapping = values.mapping === undefined ? undefined : readFileSync(placeOf(values.mapping), 'utf8')
  const chosen = { password: values.password, sessions: values.sessions, zones: values.zones, mapping }
  const given = Object.fromEntries(Object.entries(chosen).filter(([, value]) => value !== undefined))
  const params = { source, from, to, accept: accept.join(','), ...given }
  const artefacts = values.artefacts === undefined ? undefined : placeOf(values.artefacts)
  return { target, params, accept, artefacts, mode: modeOf(values), json: values.json }
}

/** npm runs scripts in the workspace's folder; a path means what it meant where the person typed it. */
const placeOf = (path: string): string => resolve(process.env['INIT_CWD'] ?? '.', path)

function modeOf({ rehearse, back }: { readonly rehearse: boolean; readonly back: boolean }): MoveOptions['mode'] {
  if (rehearse && back) throw new RangeError('--rehearse and --back exclude each other.')
  if (back) return 'back'
  return rehearse ? 'rehearse' : 'move'
}
