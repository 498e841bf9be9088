import * as z from 'zod'
import type { Permission } from '../roles.ts'

/** Words of a person that stand on a command line: never a flag, never a control character. */
const word = z
  .string()
  .min(1)
  .max(200)
  .regex(/^[^-\s\p{Cc}][^\p{Cc}]*$/u, 'is no word that a command takes')
const run = word.describe('a run, or the beginning of its name')
const words = z.array(word).max(100)
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
/** Names alone: neither a path nor an address comes in over HTTP. */
const side = z.enum(['database', 'migrations', 'schema.sql'])

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
  'backup-restore-beside': order('backup restore --beside', 'Put a backup into a new database beside this one', {
    takes: { id: word },
    word: 'id',
  }),
  'backup-prune': order('backup prune', 'Remove old backups', {
    takes: { keep: z.int().min(1).max(10_000).optional(), days: z.int().min(0).max(36_500).optional(), dryRun: flag },
  }),
  'backup-compare': order('backup compare', 'Compare the rows of the database with those of a backup', {
    takes: { id: word, table: word.optional(), rows: z.int().min(0).max(2000).default(500) },
    word: 'id',
  }),
  stamp: order('stamp', 'Record migrations as applied without running them', {
    takes: { target: word, force: flag },
    word: 'target',
  }),
  adopt: order('adopt', 'Take over a database that another tool has managed', {
    takes: { from: word.optional(), recorded: words.optional(), asFound: flag, retire: flag, dryRun: flag },
  }),
  merge: order('merge', 'Write a migration that joins heads', {
    takes: { migrations: words.min(2), title: word.optional() },
    word: 'migrations',
  }),
  squash: order('squash', 'Put one file in the place of several migrations', {
    takes: { from: word.optional(), to: word.optional(), title: word.optional() },
  }),
  generate: order('generate', 'Write the migration that leads to the wanted schema', {
    takes: { title: word, prove: flag, rename: words.optional(), drop: words.optional(), keepDropped: flag },
    word: 'title',
  }),
  test: order('test', 'Try migrations there and back on copies that are thrown away', {
    takes: { type: z.enum(['rollback', 'sample', 'comprehensive']).optional(), target },
    word: 'target',
  }),
  unlock: order('unlock', 'Take the lock from whoever holds it'),
  diff: order('diff', 'Compare two of: the database, what the migrations give, the wanted schema', {
    permission: 'read',
    takes: { from: side, to: side, rename: words.optional() },
  }),
  sql: order('sql', 'Write what would be executed as a script', {
    permission: 'read',
    takes: { target, from: word.optional(), down: flag },
    word: 'target',
  }),
  types: order('types', 'Write the tables as TypeScript types', { permission: 'read' }),
  check: order('check', 'Look for anything pending, drifted or edited', { permission: 'read' }),
  doctor: order('doctor', 'Look for what stands in the way', { permission: 'read' }),
  validate: order('validate', 'Look for mistakes in the migrations', { permission: 'read' }),
}

/** The words behind `millwright` that do this. What a person wrote stands behind `--`, or inside one word with its flag. */
export function wordsOf({ command, word: place }: Order, input: Readonly<Record<string, unknown>>): readonly string[] {
  const flags = Object.entries(input).flatMap(([name, value]) => (name === place ? [] : flagOf(name, value)))
  const value = place === undefined ? undefined : input[place]
  return [...command, ...flags, ...(value === undefined ? [] : ['--', ...textsOf(value)])]
}

function flagOf(name: string, value: unknown): readonly string[] {
  if (value === undefined || value === false) return []
  const flag = `--${name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`
  return value === true ? [flag] : textsOf(value).map((text) => `${flag}=${text}`)
}

const textsOf = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.flatMap(textsOf) : [typeof value === 'number' ? String(value) : (value as string)]
