import type { Finding } from '../kernel/finding.ts'
import { defineProblem } from '../kernel/problem.ts'
import { formatCount, plural } from '../kernel/text.ts'

export const badDirectory = defineProblem('BAK101', 4, (path: string, why: string) => ({
  what: `The directory ${path} cannot hold backups: ${why}.`,
  state: 'Nothing was written.',
  next: `Make it a real directory of your own with \`chmod 700 ${path}\`, or name another one.`,
}))

export const noSpace = defineProblem('BAK102', 4, (place: string, needed: number, free: number) => ({
  what: `There is not enough room in ${place}: ${formatCount(needed)} bytes are needed, ${formatCount(free)} are free.`,
  state: 'Nothing was written; the database is as it was.',
  next: 'Make room, for example with `millwright backup prune`, or name another directory.',
}))

export const cannotCopy = defineProblem('BAK103', 4, (target: string, words: string) => ({
  what: `The backup of ${target} could not be written: ${words}`,
  state: 'There is no new backup; the database is as it was.',
  does: 'What had been written of the copy was removed.',
  next: 'Remove the cause and type `millwright backup create` again.',
}))

export const notProved = defineProblem('BAK104', 4, (id: string, findings: readonly Finding[]) => ({
  what: `The copy ${id} is not equal to the database: ${inWords(findings)}`,
  state: 'There is no new backup; the database is as it was.',
  does: 'The copy was removed.',
  next: 'Look at the database itself with `millwright doctor`, then type `millwright backup create` again.',
}))

export const badId = defineProblem('BAK105', 2, (id: string) => ({
  what: `"${id}" is not the id of a backup.`,
  state: 'Nothing was read or written.',
  next: 'List the backups with `millwright backup list`; an id looks like backup_20260131_235959.',
}))

export const noSuchBackup = defineProblem('BAK106', 2, (id: string, directory: string) => ({
  what: `There is no backup ${id} in ${directory}.`,
  state: 'Nothing was changed.',
  next: 'List the backups with `millwright backup list`.',
}))

export const badManifest = defineProblem('BAK107', 4, (file: string, why: string) => ({
  what: `The manifest ${file} cannot be trusted: ${why}.`,
  state: 'Nothing was changed.',
  next: 'Bring the manifest back from a copy, or use another backup from `millwright backup list`.',
}))

export const notRestorable = defineProblem('BAK108', 4, (id: string, findings: readonly Finding[]) => ({
  what: `The backup ${id} is not what it was: ${inWords(findings)}`,
  state: 'The database was not touched.',
  next: 'Use another backup from `millwright backup list`.',
}))

export const inUse = defineProblem('BAK109', 4, (target: string, holders: string) => ({
  what: `The database ${target} is in use by ${holders}.`,
  state: 'The database was not touched.',
  next: 'Stop whoever uses it, then type `millwright backup restore` again.',
}))

export const cannotRestore = defineProblem('BAK110', 4, (target: string, words: string) => ({
  what: `The backup could not be put in the place of ${target}: ${words}`,
  state: 'The database is the one from before.',
  does: 'The copy beside it was removed.',
  next: 'Remove the cause and type `millwright backup restore` again.',
}))

export const restoredNotEqual = defineProblem(
  'BAK111',
  3,
  (target: string, old: string, findings: readonly Finding[]) => ({
    what: `${target} was restored, but is not equal to the backup: ${inWords(findings)}`,
    state: `The backup is in place and may have been written to since; ${old}.`,
    next: 'Stop every writer and type `millwright backup restore` again.',
  }),
)

export const restoreRunning = defineProblem('BAK112', 4, (target: string, holder: string) => ({
  what: `Another restore of ${target} is running: ${holder}.`,
  state: 'This command changed nothing.',
  does: 'The other restore goes on.',
  next: 'Wait for it to end.',
}))

export const notOneFile = defineProblem('BAK113', 4, (database: string) => ({
  what: `A database of ${database} is not one file, and only those can be backed up and restored so far.`,
  state: 'Nothing was written.',
  next: 'Use the backup tool of the database.',
}))

export const outside = defineProblem('BAK114', 4, (path: string) => ({
  what: `${path} is not a plain file of its own directory.`,
  state: 'Nothing was read or written.',
  next: 'Name the file itself, not a link that leads elsewhere.',
}))

export const sourceUnreadable = defineProblem('BAK115', 4, (path: string, words: string) => ({
  what: `The source file ${path} could not be backed up: ${words}`,
  state: 'There is no new backup of it; the file is as it was.',
  does: 'What had been written of the copy was removed.',
  next: 'Repair the file or stop whoever is writing to it, then try again.',
}))

export const sourceBackupBroken = defineProblem('BAK116', 4, (path: string, why: string) => ({
  what: `The backup ${path} is not what it was: ${why}.`,
  state: 'The source file was not touched.',
  next: 'Use another backup of the file.',
}))

export const sourceNotRestored = defineProblem('BAK117', 4, (path: string, words: string) => ({
  what: `The source file ${path} could not be restored: ${words}`,
  state: 'The source file is either as it was or byte for byte the backup.',
  next: 'Remove the cause and try again.',
}))

export const tooManyNames = defineProblem('BAK118', 4, (name: string, directory: string) => ({
  what: `Every name like ${name} is taken in ${directory}.`,
  state: 'Nothing was written.',
  next: 'Wait a second and try again.',
}))

export const noKey = defineProblem('BAK121', 4, (id: string) => ({
  what: `${id} is encrypted, and no key was given.`,
  state: 'Nothing was changed.',
  next: 'Put the key into MILLWRIGHT_BACKUP_KEY, or name the file that holds it with `--key-file` or in the configuration.',
}))

export const wrongKey = defineProblem('BAK122', 4, (id: string) => ({
  what: `${id} is encrypted with another key than the one given.`,
  state: 'Nothing was changed.',
  next: 'Give the key that was in use when the backup was made.',
}))

export const badKey = defineProblem('BAK123', 4, (place: string, why: string) => ({
  what: `The key in ${place} cannot be used: ${why}.`,
  state: 'Nothing was changed.',
  next: 'A key is 32 bytes, 64 hexadecimal digits (`openssl rand -hex 32`) or a passphrase of 12 characters or more, in MILLWRIGHT_BACKUP_KEY or in a file that only its owner can read.',
}))

export const noKeyForNew = defineProblem('BAK124', 4, () => ({
  what: 'A backup shall be encrypted, and no key was given.',
  state: 'Nothing was written.',
  next: 'Put the key into MILLWRIGHT_BACKUP_KEY, or name the file that holds it with `--key-file` or in the configuration.',
}))

export const manifestForged = defineProblem('BAK125', 4, (id: string) => ({
  what: `The manifest of ${id} was not written with the key of the backup: somebody changed it.`,
  state: 'Nothing was changed.',
  next: 'Bring the manifest back from a copy, or use another backup from `millwright backup list`.',
}))

/** The first finding, and how many more there are. */
function inWords(findings: readonly Finding[]): string {
  const [first, ...others] = findings
  if (first === undefined) return 'no reason was found.'
  const more = others.length === 0 ? '' : ` And ${plural(others.length, 'more difference')}.`
  return `${first.message}${more}`
}
