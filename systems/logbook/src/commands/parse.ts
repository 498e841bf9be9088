import { resolve } from 'node:path'
import { parseArgs } from 'node:util'

const text = { type: 'string' } as const
const flag = { type: 'boolean' } as const
const ship = { vessel: text, zone: text } as const

/** The flags of each command, besides --db, --json and --help. */
const flagsOf = {
  generate: { years: text, seed: text, start: text, profile: text, at: text },
  survey: {},
  review: ship,
  'copy-test': ship,
  backup: { label: text },
  stop: {},
  apply: { ...ship, to: text, yes: flag },
  health: { 'backup-hours': text },
  routine: {},
  restore: { id: text, yes: flag },
  rollback: { steps: text, yes: flag },
  serve: { port: text, host: text, 'backup-every': text, 'read-image': text, name: { type: 'string', multiple: true } },
} as const

export type CommandName = keyof typeof flagsOf
export const commandNames = Object.keys(flagsOf) as readonly CommandName[]

/** A command line that was understood. */
export type Ordered = {
  readonly name: CommandName
  readonly db: string
  readonly json: boolean
  readonly values: Readonly<Record<string, string | boolean | readonly string[] | undefined>>
}

export type Parsed =
  | { readonly kind: 'run'; readonly ordered: Ordered }
  | { readonly kind: 'help' }
  | { readonly kind: 'mistake'; readonly message: string }

/** Reads the command line. Anything unknown, left over or without its value is a mistake, and nothing runs. */
export function parseCommand([name = '', ...args]: readonly string[], cwd: string): Parsed {
  if (name === '--help' || name === 'help') return { kind: 'help' }
  if (!isCommand(name)) return { kind: 'mistake', message: `There is no command "${name}".` }
  try {
    const options = { db: text, json: flag, help: flag, ...flagsOf[name] }
    const parsed = parseArgs({ args: [...args], options, strict: true, allowPositionals: false })
    const values = parsed.values as Ordered['values'] & { readonly db?: string }
    if (values.help === true) return { kind: 'help' }
    if (values.db === undefined) return { kind: 'mistake', message: '--db FILE is missing.' }
    return { kind: 'run', ordered: { name, db: resolve(cwd, values.db), json: values.json === true, values } }
  } catch (error) {
    return { kind: 'mistake', message: error instanceof Error ? error.message : String(error) }
  }
}

const isCommand = (name: string): name is CommandName => commandNames.some((one) => one === name)

/** What is wrong with the value of a flag: nothing runs. */
export class Mistake extends Error {}

export const textIn = ({ values }: Ordered, flagName: string): string | undefined => {
  const value = values[flagName]
  return typeof value === 'string' ? value : undefined
}

/** @throws Mistake for what is no number in its bounds */
export function numberIn(
  ordered: Ordered,
  flagName: string,
  { least, most, usual }: { least: number; most: number; usual: number },
): number {
  const given = textIn(ordered, flagName)
  if (given === undefined) return usual
  const value = Number(given)
  if (/^\d+(\.\d+)?$/.test(given) && value >= least && value <= most) return value
  throw new Mistake(`--${flagName} ${given}: use a number from ${least} to ${most}.`)
}

/** @throws Mistake for what is none of the words */
export function wordIn<T extends string>(ordered: Ordered, flagName: string, words: readonly [T, ...T[]]): T {
  const given = textIn(ordered, flagName) ?? words[0]
  const found = words.find((word) => word === given)
  if (found === undefined) throw new Mistake(`--${flagName} ${given}: use ${words.join(' or ')}.`)
  return found
}
