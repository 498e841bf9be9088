import { parseArgs } from 'node:util'
import { isSampleName, type SampleName } from '../generator/sizes.ts'
import type { ManagerOptions } from '../manager/options.ts'
import { isLogLevel } from '../reports/log.ts'
import { type TestType, testTypes } from '../reports/test-report.ts'
import { readPolicy } from './read-policy.ts'

const text = { type: 'string' } as const
const flag = { type: 'boolean' } as const

const common = { url: text, dir: text, json: flag, 'log-level': text, help: { type: 'boolean', short: 'h' } } as const
const decisions = {
  policy: text,
  warehouses: text,
  'duplicate-serials': text,
  'system-user': text,
  notes: text,
} as const

/** The flags of each command, besides the common ones. */
const flagsOf = {
  validate: { policy: text },
  migrate: { ...decisions, yes: flag, 'dry-run': flag, force: flag, 'skip-validation': flag },
  test: { type: text, 'sample-size': text },
  rollback: { run: text, backup: text, 'accept-conflicts': flag, yes: flag },
  resume: {},
  status: {},
  contract: { 'keep-days': text, yes: flag },
  generate: { 'sample-size': text, defects: text },
  protocols: { repair: flag, recreate: flag, samples: flag, remove: flag, yes: flag },
  window: { rehearsals: text },
  production: { hooks: text, rehearsals: text, 'verify-http': text, back: flag, yes: flag },
  serve: { port: text, host: text },
} as const

export type CommandName = keyof typeof flagsOf

type Values = Readonly<Record<string, string | boolean | undefined>>

export type Command = {
  readonly name: CommandName
  readonly options: ManagerOptions
  readonly json: boolean
  readonly values: Values
}

export type Parsed =
  | { readonly kind: 'run'; readonly command: Command }
  | { readonly kind: 'help' }
  | { readonly kind: 'mistake'; readonly message: string }

/** Reads the command line. Anything unknown, left over or without its value is a mistake, and nothing runs. */
export function parseCommand(args: readonly string[], cwd: string): Parsed {
  try {
    const [name = '', ...rest] = args
    if (['--help', '-h', 'help'].includes(name)) return { kind: 'help' }
    if (!isCommandName(name)) return { kind: 'mistake', message: unknownWords(name) }
    const options = { ...common, ...flagsOf[name] }
    const { values } = parseArgs({ args: rest, options, strict: true, allowPositionals: false })
    if (values.help === true) return { kind: 'help' }
    return { kind: 'run', command: commandOf(name, values as Values, cwd) }
  } catch (error) {
    return { kind: 'mistake', message: error instanceof Error ? error.message : String(error) }
  }
}

const isCommandName = (name: string): name is CommandName => Object.hasOwn(flagsOf, name)

const unknownWords = (name: string): string =>
  name === '' ? 'A command is missing.' : `There is no command ${name}: use one of ${Object.keys(flagsOf).join(', ')}.`

function commandOf(name: CommandName, values: Values, cwd: string): Command {
  checkValues(values)
  const level = textIn(values, 'log-level')?.toUpperCase()
  if (level !== undefined && !isLogLevel(level))
    throw new RangeError(`--log-level ${level}: use DEBUG, INFO, WARNING or ERROR.`)
  const url = textIn(values, 'url')
  const directory = textIn(values, 'dir')
  const options: ManagerOptions = {
    cwd,
    decisions: decisionsIn(values, cwd),
    ...(url === undefined ? {} : { url }),
    ...(directory === undefined ? {} : { directory }),
    ...(level === undefined ? {} : { logLevel: level }),
  }
  return { name, options, json: values['json'] === true, values }
}

/** Values that are wrong however the command goes on. */
function checkValues(values: Values): void {
  sampleIn(values)
  typeIn(values)
  keepDaysIn(values)
  defectsIn(values)
  portIn(values)
  timesIn(values)
}

function decisionsIn(values: Values, cwd: string): NonNullable<ManagerOptions['decisions']> {
  const policy = textIn(values, 'policy')
  const warehouses = wordIn(values, 'warehouses', ['split', 'default'])
  const duplicateSerials = wordIn(values, 'duplicate-serials', ['fail', 'suffix'])
  const systemUser = textIn(values, 'system-user')
  const notes = textIn(values, 'notes')
  return {
    ...(policy === undefined ? {} : { policy: readPolicy(policy, cwd) }),
    ...(warehouses === undefined ? {} : { warehouses }),
    ...(duplicateSerials === undefined ? {} : { duplicateSerials }),
    ...(systemUser === undefined ? {} : { systemUser }),
    ...(notes === undefined ? {} : { notes }),
  }
}

export function textIn(values: Values, name: string): string | undefined {
  const value = values[name]
  if (value === '') throw new RangeError(`--${name} needs a value.`)
  return typeof value === 'string' ? value : undefined
}

function wordIn<Word extends string>(values: Values, name: string, words: readonly Word[]): Word | undefined {
  const value = textIn(values, name)
  const known = words.find((word) => word === value)
  if (value !== undefined && known === undefined) throw new RangeError(`--${name} ${value}: use ${words.join(' or ')}.`)
  return known
}

export function sampleIn(values: Values): SampleName {
  const sample = textIn(values, 'sample-size') ?? 'small_sample'
  if (isSampleName(sample)) return sample
  throw new RangeError(`--sample-size ${sample}: there is no such sample; the usage lists them.`)
}

export const typeIn = (values: Values): TestType => wordIn(values, 'type', testTypes) ?? 'comprehensive'

export function keepDaysIn(values: Values): number {
  const days = textIn(values, 'keep-days') ?? '30'
  if (/^\d{1,5}$/.test(days)) return Number(days)
  throw new RangeError(`--keep-days ${days}: use a whole number of days.`)
}

/** How often is rehearsed. */
export function timesIn(values: Values): number {
  const times = textIn(values, 'rehearsals') ?? '3'
  if (/^[1-9]$/.test(times)) return Number(times)
  throw new RangeError(`--rehearsals ${times}: use a number from 1 to 9.`)
}

/** Undefined: the usual one, or any other that is free. */
export function portIn(values: Values): number | undefined {
  const port = textIn(values, 'port')
  if (port === undefined) return undefined
  if (/^\d{1,5}$/.test(port) && Number(port) <= 65_535) return Number(port)
  throw new RangeError(`--port ${port}: use a number from 0 to 65535.`)
}

export function defectsIn(values: Values): number {
  const share = textIn(values, 'defects') ?? '0'
  if (/^(0|0?\.\d{1,6})$/.test(share)) return Number(share)
  throw new RangeError(`--defects ${share}: use a share below 1, such as 0.02.`)
}
