import { status } from 'millwright'
import { hostsOf, listen, newStartLink, type Report } from 'millwright/http'
import { createApp } from '../http/app.ts'
import { openDesk } from '../http/desk.ts'
import { type ManagerOptions, projectOf } from '../manager/options.ts'
import { noDatabase } from '../manager/problems.ts'
import { cannotListen, notReady } from './problems.ts'

export type ServeOptions = {
  readonly host: string
  /** Undefined: the usual one, or any other that is free. */
  readonly port: number | undefined
  /** Names under which the server may be asked for, beside those of the loopback. */
  readonly names: readonly string[]
  readonly report: Report
}

export type Running = {
  readonly url: string
  /** Signs in whoever opens it first. */
  readonly startUrl: string
  readonly stop: () => Promise<void>
}

/** Serves a database that has the maintenance protocols and is what its history says. @throws ABP301, ABP511, ABP512 */
export async function startServer(
  options: ManagerOptions,
  { host, port, names, report }: ServeOptions,
): Promise<Running> {
  const project = await projectOf(options)
  if (!(await project.dialect.exists(project.url))) throw noDatabase(project.target)
  const { drift, migrations, lock } = await status(project)
  const isThere = migrations.some(({ id, state }) => id === '0009' && state === 'applied')
  if (!isThere) throw notReady(project.target, 'it does not have the maintenance protocols')
  if (lock !== undefined) throw notReady(project.target, `the run ${lock.run} is under way`)
  if (drift.length > 0) throw notReady(project.target, drift.join('; '))
  const desk = await openDesk(project)
  try {
    const startLink = newStartLink(Date.now)
    const hosts = hostsOf([host, ...names])
    const { app } = createApp(desk, { report, hosts, startLink })
    const { url, close } = await listen(app, { host, port, refuse: cannotListen })
    const stop = async (): Promise<void> => {
      await close()
      await desk.db.close()
    }
    return { url, startUrl: `${url}/start?token=${startLink.token}`, stop }
  } catch (error) {
    await desk.db.close()
    throw error
  }
}
