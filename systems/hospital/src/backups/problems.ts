import { defineProblem } from 'millwright'
import { Refusal } from 'millwright/http'

export const badName = (): Refusal =>
  new Refusal('The name of a backup has only letters, digits, dots, dashes and underscores', {
    status: 400,
    code: 'bad_name',
  })

export const noSuchBackup = (name: string): Refusal =>
  new Refusal(`There is no backup ${name}`, { status: 404, code: 'not_found' })

export const mustStay = (name: string, because: string): Refusal =>
  new Refusal(`The backup ${name} stays: ${because}`, { status: 409, code: 'backup_kept' })

export const damaged = (name: string, why: string): Refusal =>
  new Refusal(`The backup ${name} is not what it was: ${why}. Nothing was changed; use another one`, {
    status: 409,
    code: 'backup_damaged',
  })

export const ofNewerProgram = (name: string, migrations: readonly string[]): Refusal =>
  new Refusal(
    `The backup ${name} was made by a newer program: this one does not know migration ${migrations.join(', ')}. Nothing was changed; restore it with that program`,
    { status: 409, code: 'backup_of_newer_program' },
  )

export const notBroughtUp = (name: string, why: string): Refusal =>
  new Refusal(`The backup ${name} could not be brought to the form of this program: ${why}. Nothing was changed`, {
    status: 409,
    code: 'backup_not_brought_up',
  })

export const inUse = (): Refusal =>
  new Refusal('Another program works with the database, so it cannot be replaced. Nothing was changed; try again', {
    status: 409,
    code: 'database_in_use',
    headers: { 'Retry-After': '5' },
  })

export const noRoom = (): Refusal =>
  new Refusal('There is not enough room on the disk. Nothing was changed; make room and try again', {
    status: 503,
    code: 'disk_full',
  })

export const restoredOtherwise = defineProblem('HOSP601', 3, (name: string, before: string, why: string) => ({
  what: `The backup ${name} was restored, but the database is not equal to it: ${why}.`,
  state: `Something else may have written to the database since. What was there before is whole in ${before}.`,
  next: `Restore ${before}, or ${name} once more while nothing else works with the database.`,
}))
