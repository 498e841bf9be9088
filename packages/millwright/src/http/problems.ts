import { defineProblem } from '../kernel/problem.ts'

const notServed = 'No server was started; nothing was read or changed.'

export const portTaken = defineProblem('HTTP101', 4, (address: string) => ({
  what: `Another program listens on ${address}.`,
  state: notServed,
  next: 'Name another port with `--port`, or leave it out: then a free one is taken.',
}))

export const notLoopback = defineProblem('HTTP102', 2, (host: string) => ({
  what: `${host} can be reached from other machines, and this server speaks plain HTTP.`,
  state: notServed,
  next: 'Leave `--host` out and reach it through an SSH tunnel; or put a proxy with TLS before it, and name that with `--behind https://its.name`.',
}))

export const noSuchEnvironment = defineProblem('HTTP103', 2, (name: string) => ({
  what: `${name} cannot be the name of an environment.`,
  state: notServed,
  next: 'Use small letters, digits and hyphens, as in `--env staging=staging/millwright.config.ts`.',
}))

export const twoEnvironments = defineProblem('HTTP104', 2, (name: string) => ({
  what: `Two environments are called ${name}.`,
  state: notServed,
  next: 'Give each `--env` a name of its own.',
}))

export const noPages = defineProblem('HTTP105', 1, (folder: string) => ({
  what: `The pages of the dashboard are not in ${folder}.`,
  state: notServed,
  next: 'In a checkout type `npm run build`; otherwise install the package again.',
}))

export const noApplication = defineProblem('HTTP106', 2, (file: string, why: string) => ({
  what: `${file} gives no application: ${why}.`,
  state: notServed,
  next: 'Let its default export be `defineApplication({ pages, title, open })`, or take `application` out of the configuration.',
}))

export const silentCommand = defineProblem('HTTP110', 1, (exit: number) => ({
  what: `The command ended with ${exit} and printed nothing.`,
  state: 'What it committed stands in the ledger.',
  next: 'Look at the newest run; `millwright resume` goes on with one that was killed.',
}))
