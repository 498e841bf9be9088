import { defineProblem } from 'millwright'

const untouched = 'The database was only read.'

const megabytes = (bytes: number): string => `${Math.ceil(bytes / 1_000_000)} MB`

export const noRoom = defineProblem('ABP211', 4, (directory: string, wanted: number, free: number) => ({
  what: `There is no room for the backup: ${megabytes(wanted)} may be needed in ${directory}, and ${megabytes(free)} are free.`,
  state: untouched,
  next: 'Make room there, or say another folder with `--dir`.',
}))

export const wouldBePublished = defineProblem('ABP212', 4, (path: string) => ({
  what: `The backup ${path} would stand in a Git work tree that does not ignore it.`,
  state: untouched,
  does: 'A backup holds password hashes, which must not get into a repository.',
  next: 'Add its folder to .gitignore, or say one outside with `--dir`.',
}))

export const notABackup = defineProblem('ABP213', 4, (path: string, why: string) => ({
  what: `${path} is no backup: ${why}.`,
  state: untouched,
  next: 'Take another file of the backups folder.',
}))

export const notRestorable = defineProblem('ABP214', 4, (path: string, table: string, why: string) => ({
  what: `The backup ${path} does not bring back the table ${table}: ${why}.`,
  state: untouched,
  does: 'Without a proved backup nothing is moved.',
  next: 'Look whether somebody wrote while the backup was made, or the disk fails, and run it again.',
}))
