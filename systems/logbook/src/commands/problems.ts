import { defineProblem } from 'millwright'

const untouched = 'The book is as it was.'

export const noBook = defineProblem('ORB201', 4, (db: string) => ({
  what: `There is no book ${db}.`,
  state: 'Nothing was made.',
  next: `Name the file with --db, or make an invented one: npm run -s generate -w systems/logbook -- --db ${db}`,
}))

export const bookIsThere = defineProblem('ORB202', 4, (db: string) => ({
  what: `There is a file ${db} already.`,
  state: untouched,
  does: 'An invented book is never written over another one.',
  next: 'Name a file that is not there yet.',
}))

export const isServed = defineProblem('ORB203', 4, (db: string, url: string) => ({
  what: `The book ${db} is being served at ${url}.`,
  state: untouched,
  next: `Stop the server first: npm run -s stop -w systems/logbook -- --db ${db}`,
}))

export const notReady = defineProblem('ORB204', 4, (db: string, why: string) => ({
  what: `The book ${db} cannot be served: ${why}.`,
  state: 'The book is as it was. Nothing is served.',
  does: 'A server never migrates by itself, and takes no schema for another one.',
  next: `See what is pending: npm run -s review -w systems/logbook -- --db ${db}`,
}))

export const cannotListen = defineProblem('ORB205', 4, (place: string, words: string) => ({
  what: `The server cannot listen at ${place}: ${words}.`,
  state: 'The book is as it was. Nothing is served.',
  next: 'Stop the program that listens there, or choose another port with --port; 0 takes any that is free.',
}))

export const noBackup = defineProblem('ORB206', 4, (folder: string) => ({
  what: `There is no backup in ${folder}.`,
  state: untouched,
  next: 'Make one: npm run -s backup -w systems/logbook -- --db FILE',
}))

export const notForSurvey = defineProblem('ORB207', 4, (revision: string) => ({
  what: `The book stands at ${revision}; a survey reads books of the revisions r07 to r10b, before the tables held their rules themselves.`,
  state: untouched,
  next: 'Nothing: from r10c on a row that breaks a rule cannot be stored.',
}))

export const didNotStop = defineProblem('ORB208', 4, (url: string) => ({
  what: `The server at ${url} was told to stop and still answers.`,
  state: 'The book is as it was. The server may be ending what is under way.',
  next: 'Wait a moment and type the command again.',
}))
