import { defineProblem } from 'millwright'

const untouched = 'Nothing was read and nothing was written.'

export const noParam = defineProblem('FAC201', 2, (name: string, meaning: string) => ({
  what: `The move needs the parameter ${name}: ${meaning}.`,
  state: untouched,
  next: `Give it with \`--param ${name}=…\`.`,
}))

export const badParam = defineProblem('FAC202', 2, (name: string, value: string, wanted: string) => ({
  what: `The parameter ${name} is ${JSON.stringify(value)}, which is no ${wanted}.`,
  state: untouched,
  next: `Correct it: \`--param ${name}=…\`.`,
}))

export const dropNotAccepted = defineProblem('FAC203', 4, (tables: readonly string[]) => ({
  what: `What these tables hold has no place in the new database, and nobody accepted that: ${tables.join(', ')}.`,
  state: untouched,
  does: 'The legacy database is only read, and keeps all of it.',
  next: `Look at the tables, and name them all: \`--param accept=${tables.join(',')}\`.`,
}))

export const passwordsLost = defineProblem('FAC204', 4, () => ({
  what: 'The users have passwords, and the new database has no place for them (USR_PASSWORD_LOST).',
  state: untouched,
  does: 'A password is never copied to an archive, a report or a log.',
  next: 'Let every user set a new one, and say so: `--param password=drop`.',
}))

export const otherProfile = defineProblem('FAC205', 4, (missing: readonly string[]) => ({
  what: `The source is no factory of seventeen tables, nor of seven: it lacks ${missing.join(', ')}.`,
  state: 'The source was only looked at, and nothing was written.',
  next: 'Check `--source`, and that this user may read the tables.',
}))

export const sameDatabase = defineProblem('FAC206', 2, (url: string) => ({
  what: `Source and target are the same database, ${url}.`,
  state: untouched,
  does: 'A move never writes where it reads.',
  next: 'Name another database with `--target`; it is made where it is not there.',
}))

export const unmappedTables = defineProblem('FAC207', 4, (tables: readonly string[]) => ({
  what: `The source has tables that the move does not know: ${tables.join(', ')}.`,
  state: 'The source was only looked at, and nothing was written.',
  does: 'What nobody decided about is not left behind in silence.',
  next: `Keep what they hold elsewhere, and accept that it stays behind: \`--accept ${tables.join(',')}\`.`,
}))

export const badMapping = defineProblem('FAC208', 2, (place: string, words: string) => ({
  what: `The mapping is not understood at ${place}: ${words}.`,
  state: untouched,
  next: 'Correct the file that `--mapping` names.',
}))
