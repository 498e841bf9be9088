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
  rejects: 'list, write and retry the records that were not loaded',
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
  entry(
    'rollback',
    'undo everything one run did, and prove it',
    async () => (await import('./commands/rollback.ts')).rollback,
  ),
  entry(
    'pause',
    'ask a run to stop at its next batch boundary',
    async () => (await import('./commands/pause.ts')).pause,
  ),
  entry(
    'resume',
    'go on with a run that was paused, killed or failed',
    async () => (await import('./commands/resume.ts')).resume,
  ),
  entry('status', 'show where the database stands', async () => (await import('./commands/status.ts')).status),
  entry('current', 'show the newest applied migration', async () => (await import('./commands/current.ts')).current),
  entry('history', 'list every migration', async () => (await import('./commands/history.ts')).history),
  entry('heads', 'list the migrations that no other follows', async () => (await import('./commands/heads.ts')).heads),
  entry(
    'show',
    'print one migration, as its file or as it was applied',
    async () => (await import('./commands/show.ts')).show,
  ),
  entry(
    'stamp',
    'record migrations as applied without running them',
    async () => (await import('./commands/stamp.ts')).stamp,
  ),
  entry(
    'adopt',
    'take over a database that another tool managed',
    async () => (await import('./commands/adopt.ts')).adopt,
  ),
  entry('merge', 'write a migration that joins branches', async () => (await import('./commands/merge.ts')).merge),
  entry(
    'squash',
    'put one file in the place of several migrations',
    async () => (await import('./commands/squash.ts')).squash,
  ),
  entry(
    'validate',
    'look for everything that is wrong without running anything',
    async () => (await import('./commands/validate.ts')).validate,
  ),
  entry(
    'generate',
    'write a migration, up and down, from the wanted schema',
    async () => (await import('./commands/generate.ts')).generate,
  ),
  entry(
    'check',
    'say in a build whether anything is pending, drifted, edited or not generated',
    async () => (await import('./commands/check.ts')).check,
  ),
  entry(
    'inspect',
    'print a schema as the database tells it',
    async () => (await import('./commands/inspect.ts')).inspect,
  ),
  entry(
    'diff',
    'compare two schemas and write the way from one to the other, and back',
    async () => (await import('./commands/diff.ts')).diff,
  ),
  entry(
    'test',
    'try migrations there and back on a throwaway copy',
    async () => (await import('./commands/test.ts')).test,
  ),
  entry('sql', 'write a script that somebody else runs', async () => (await import('./commands/sql.ts')).sql),
  entry('types', 'write TypeScript types of the tables', async () => (await import('./commands/types.ts')).types),
  entry('runs', 'list what was run', async () => (await import('./commands/runs.ts')).runs),
  entry('report', 'tell all of one run', async () => (await import('./commands/report.ts')).report),
  entry(
    'rejects list',
    'list the records that were not loaded',
    async () => (await import('./commands/rejects-list.ts')).rejectsList,
  ),
  entry(
    'rejects export',
    'write them to a file',
    async () => (await import('./commands/rejects-export.ts')).rejectsExport,
  ),
  entry(
    'rejects correct',
    'give one of them another text',
    async () => (await import('./commands/rejects-correct.ts')).rejectsCorrect,
  ),
  entry(
    'rejects exclude',
    'leave some out for good',
    async () => (await import('./commands/rejects-exclude.ts')).rejectsExclude,
  ),
  entry('rejects retry', 'try them once more', async () => (await import('./commands/rejects-retry.ts')).rejectsRetry),
  entry(
    'backup create',
    'make a backup and prove it',
    async () => (await import('./commands/backup-create.ts')).backupCreate,
  ),
  entry('backup list', 'list the backups', async () => (await import('./commands/backup-list.ts')).backupList),
  entry(
    'backup prove',
    'compare a backup with what it was',
    async () => (await import('./commands/backup-prove.ts')).backupProve,
  ),
  entry(
    'backup compare',
    'compare the rows of the database with those of a backup',
    async () => (await import('./commands/backup-compare.ts')).backupCompare,
  ),
  entry(
    'backup restore',
    'put a backup in the place of the database',
    async () => (await import('./commands/backup-restore.ts')).backupRestore,
  ),
  entry(
    'backup prune',
    'remove old backups and leftovers',
    async () => (await import('./commands/backup-prune.ts')).backupPrune,
  ),
  entry('serve', 'show and do everything in a browser', async () => (await import('./commands/serve.ts')).serve),
  entry('worker', 'do parts of large steps for a run', async () => (await import('./commands/worker.ts')).worker),
  entry('doctor', 'look for what stands in the way', async () => (await import('./commands/doctor.ts')).doctor),
  entry('unlock', 'take the lock from whoever holds it', async () => (await import('./commands/unlock.ts')).unlock),
]

function entry(name: string, summary: string, load: Entry['load']): Entry {
  return { name, summary, load }
}
