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
  next: `Give ${wanted} with \`--param ${name}=…\`.`,
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
