import type { Command } from './command.ts'

/** A command's line in the table of contents. */
export type Entry = {
  /** One word, or two: `backup create`. */
  readonly name: string
  readonly alias?: string
  readonly summary: string
  load(): Promise<Command>
}

/** Words that only hold other commands. */
export const groups: Readonly<Record<string, string>> = {
  backup: 'make, prove and restore backups',
  rejects: 'look at the records that were not loaded',
}

/** Every command, in the order of the help. */
export const registry: readonly Entry[] = [
  entry(
    'init',
    'make a configuration and a folder for migrations',
    async () => (await import('./commands/init.ts')).init,
  ),
  entry('new', 'write the file of a new migration', async () => (await import('./commands/new.ts')).newCommand),
  entry(
    'plan',
    'show what would be done, statement by statement',
    async () => (await import('./commands/plan.ts')).plan,
  ),
  entry(
    'rehearse',
    'do it on a copy, prove it, and throw the copy away',
    async () => (await import('./commands/rehearse.ts')).rehearse,
  ),
  {
    ...entry('up', 'apply migrations and prove the result', async () => (await import('./commands/up.ts')).up),
    alias: 'upgrade',
  },
  {
    ...entry('down', 'undo migrations and prove the result', async () => (await import('./commands/down.ts')).down),
    alias: 'downgrade',
  },
  entry('status', 'show where the database stands', async () => (await import('./commands/status.ts')).status),
]

function entry(name: string, summary: string, load: Entry['load']): Entry {
  return { name, summary, load }
}
