import { join } from 'node:path'
import { causedBy } from '../kernel/problem.ts'
import { systemClock } from '../kernel/clock.ts'
import { createApp } from './app.ts'
import { makeAttempts } from './attempts.ts'
import { makeAudit } from './audit.ts'
import type { Desk } from './desk.ts'
import { type Environment, type Named, openEnvironments } from './environments.ts'
import type { Report } from './frame/errors.ts'
import { hostsOf, loopbackHosts } from './frame/guard.ts'
import { listen } from './frame/server.ts'
import { Board } from './jobs/board.ts'
import type { Program } from './jobs/child.ts'
import { Hub } from './news/hub.ts'
import type { Person } from './documents.ts'
import { makePeople } from './people.ts'
import { notLoopback, portTaken } from './problems.ts'

export type ServeFlags = {
  readonly environments: readonly Named[]
  /** The command line's program, which does what is asked for. */
  readonly program: Program
  readonly host: string
  readonly port: number | undefined
  /** The address of a proxy that speaks TLS and stands before this server. */
  readonly behind?: string
  readonly twoPersons: boolean
  readonly report: Report
  readonly pages?: string
}

/** A server at work. */
export type Served = {
  readonly url: string
  readonly environments: readonly Environment[]
  /** A link that lets one person in, once, in the next quarter of an hour. */
  invite(who: Pick<Person, 'name' | 'role'>): string
  /** Ends the streams, asks what runs to come to rest at its next batch boundary, and waits for it. */
  close(): Promise<void>
}

/**
 * Serves the dashboard and the interface over HTTP. Nobody comes in without a link.
 * @throws CONF1xx, HTTP101 to HTTP105; then nothing listens
 */
export async function serve(flags: ServeFlags): Promise<Served> {
  const { host, port, behind } = flags
  if (!loopbackHosts.includes(host) && behind === undefined) throw notLoopback(host)
  const hosts = hostsOf(behind === undefined ? [] : [new URL(behind).hostname])
  const environments = await openEnvironments(flags.environments, { hosts, report: flags.report })
  const { desk, hubs } = deskOf(flags, environments)
  const { app } = createApp(desk, {
    report: flags.report,
    hosts,
    ...(flags.pages === undefined ? {} : { pages: flags.pages }),
  })
  const refuse = (place: string, words: string): Error => causedBy(portTaken(place), new Error(words))
  const listening = await listen(app, { host, port, usualPort: 4747, refuse })
  const url = behind?.replace(/\/$/, '') ?? listening.url
  return {
    url,
    environments,
    invite: (who) => `${url}/enter#${desk.people.invite(who).token}`,
    close: async () => {
      for (const hub of hubs) hub.close()
      await Promise.all([listening.close(), desk.board.close()])
      await Promise.all(environments.map(async ({ house }) => house?.rest()))
    },
  }
}

function deskOf(flags: ServeFlags, environments: readonly Environment[]): { desk: Desk; hubs: readonly Hub[] } {
  const now = (): number => systemClock.now().getTime()
  const isBusy = (environment: Environment): boolean => board.isBusy(environment)
  const hubs = new Map(environments.map((one) => [one.id, new Hub(one.project, () => isBusy(one))]))
  const hubOf = ({ id }: Environment): Hub => hubs.get(id) as Hub
  const board = new Board({
    program: flags.program,
    clock: systemClock,
    twoPersons: flags.twoPersons,
    rest: async ({ house }) => house?.rest(),
    onEvent: (environment, event) => hubOf(environment).take(event),
    onChange: (environment) => hubOf(environment).changed(),
  })
  const root = environments[0]?.project.root ?? process.cwd()
  const audit = makeAudit(join(root, '.millwright', 'audit.ndjson'), () => systemClock.now())
  const { twoPersons } = flags
  const desk: Desk = {
    environments,
    people: makePeople(now),
    attempts: makeAttempts(now),
    board,
    hubOf,
    audit,
    twoPersons,
  }
  return { desk, hubs: [...hubs.values()] }
}
