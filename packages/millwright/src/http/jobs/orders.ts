import * as z from 'zod'
import type { Permission } from '../roles.ts'

/** Words of a person that stand on a command line: never a flag, never a control character. */
const word = z
  .string()
  .min(1)
  .max(200)
  .regex(/^[^-\s\p{Cc}][^\p{Cc}]*$/u, 'is no word that a command takes')
const run = word.describe('a run, or the beginning of its name')
const maxRejects = z.int().min(0).max(999_999_999).optional()

/** One action: what it takes, how it is typed, and who may ask for it. It is the command of that name, and nothing else. */
export type Order = {
  readonly command: readonly string[]
  readonly about: string
  readonly permission: Permission
  readonly input: z.ZodObject
  /** The word behind the command, and what is a flag with a value or a switch. */
  readonly word?: string
}

type Facts = Partial<Order> & { readonly takes?: z.ZodRawShape }

const order = (command: string, about: string, { takes = {}, ...facts }: Facts = {}): Order => ({
  about,
  command: command.split(' '),
  permission: 'operate',
  input: z.strictObject(takes) as z.ZodObject,
  ...facts,
})

const target = word.optional()
const onConflict = z.enum(['keep-new', 'keep-old', 'stop']).optional()
const flag = z.boolean().optional()

/** Everything that is done in a process of its own, by name. */
export const orders: Readonly<Record<string, Order>> = {
  up: order('up', 'Apply what is pending', {
    takes: { target, rehearse: flag, acceptDrift: flag, maxRejects },
    word: 'target',
  }),
  rehearse: order('rehearse', 'Do it on a copy and throw the copy away', { takes: { target }, word: 'target' }),
  down: order('down', 'Undo migrations', { takes: { target: word }, word: 'target' }),
  rollback: order('rollback', 'Undo everything one run did', { takes: { run, onConflict }, word: 'run' }),
  resume: order('resume', 'Go on with a run', { takes: { run, maxRejects }, word: 'run' }),
  'rejects-retry': order('rejects retry', 'Try rejects once more', { takes: { run }, word: 'run' }),
  'backup-create': order('backup create', 'Make a backup and prove it', { takes: { reason: word.optional() } }),
  'backup-prove': order('backup prove', 'Prove a backup by a restore', { takes: { id: word }, word: 'id' }),
  'backup-restore': order('backup restore', 'Put a backup in the place of the database', {
    takes: { id: word },
    word: 'id',
  }),
  check: order('check', 'Look for anything pending, drifted or edited', { permission: 'read' }),
  doctor: order('doctor', 'Look for what stands in the way', { permission: 'read' }),
  validate: order('validate', 'Look for mistakes in the migrations', { permission: 'read' }),
}

/** The words behind `millwright` that do this. What a person wrote stands behind `--`, or inside one word with its flag. */
export function wordsOf({ command, word: place }: Order, input: Readonly<Record<string, unknown>>): readonly string[] {
  const flags = Object.entries(input).flatMap(([name, value]) => (name === place ? [] : flagOf(name, value)))
  const value = place === undefined ? undefined : input[place]
  return [...command, ...flags, ...(value === undefined ? [] : ['--', textOf(value)])]
}

function flagOf(name: string, value: unknown): readonly string[] {
  if (value === undefined || value === false) return []
  const flag = `--${name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`
  return value === true ? [flag] : [`${flag}=${textOf(value)}`]
}

const textOf = (value: unknown): string => (typeof value === 'number' ? String(value) : (value as string))
