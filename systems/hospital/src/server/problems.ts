import { defineProblem } from 'millwright'

const untouched = 'The database is as it was. Nothing is served.'

export const noHospital = defineProblem('HOSP401', 4, (db: string) => ({
  what: `There is no database ${db}.`,
  state: 'Nothing was made. Nothing is served.',
  next: 'Move the registers first: `npm run -s move -w systems/hospital -- --data DIR --db FILE`.',
}))

export const notAtHead = defineProblem('HOSP402', 4, (db: string, pending: readonly string[]) => ({
  what: `The database ${db} lacks ${pending.length} of the program's migrations: ${pending.join(', ')}.`,
  state: untouched,
  does: 'A server never migrates by itself.',
  next: `Type: npm run -s up -w systems/hospital -- --db ${db}`,
}))

export const otherSchema = defineProblem('HOSP403', 4, (db: string, words: readonly string[]) => ({
  what: `The database ${db} is not what its history makes of it: ${words.join('; ')}.`,
  state: untouched,
  does: 'A program that takes a schema for another one loses data.',
  next: 'Undo what was changed by hand, or restore the last proved backup, and type the command again.',
}))

export const runUnderWay = defineProblem('HOSP404', 4, (db: string, run: string) => ({
  what: `The run ${run} on the database ${db} is not finished.`,
  state: untouched,
  next: 'Let it finish, or type the command that began it again: it goes on where it stopped.',
}))

export const permissionNowhere = defineProblem('HOSP405', 4, (permissions: readonly string[]) => ({
  what: `No role has what some routes demand: ${permissions.join(', ')}.`,
  state: untouched,
  does: 'A route that nobody may call is a mistake that only shows when somebody needs it.',
  next: 'Give it to a role: insert into role_permissions select r.id, p.id from roles r, permissions p where r.name = … and p.name = ….',
}))

export const cannotListen = defineProblem('HOSP406', 4, (place: string, words: string) => ({
  what: `The server cannot listen at ${place}: ${words}.`,
  state: untouched,
  next: 'Stop the program that listens there, or choose another port with `--port`; 0 takes any that is free.',
}))
