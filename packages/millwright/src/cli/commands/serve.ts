import { userInfo } from 'node:os'
import { fileURLToPath } from 'node:url'
import type { Named } from '../../http/environments.ts'
import type { Served, ServeFlags } from '../../http/serve.ts'
import { masked } from '../../report/mask.ts'
import { type Answer, type Call, type Command, given } from '../command.ts'
import { exits } from '../exits.ts'
import { badValue } from '../problems.ts'

export const serve: Command = {
  about:
    'Shows everything in a browser, and does there what the other commands do: a dashboard and an HTTP interface, on this machine alone. It prints a link that lets one person in, once. Ctrl-C ends it; what runs then comes to rest at its next batch boundary.',
  flags: [
    { long: 'port', value: 'N', atLeast: 1, about: 'where to listen (default: 4747, or any other that is free)' },
    { long: 'host', value: 'ADDRESS', about: 'on which address (default: 127.0.0.1)' },
    { long: 'behind', value: 'URL', about: 'the address of a proxy with TLS that stands before it' },
    { long: 'env', value: 'NAME=FILE', repeat: true, about: 'an environment and its configuration; may be repeated' },
    {
      long: 'pages',
      value: 'FOLDER',
      about: 'where the built pages are, for pages of applications of your own (default: those of the package)',
    },
    { long: 'one-person', about: 'whoever asks may also confirm what destroys data' },
  ],
  examples: [
    ['millwright serve', 'open the printed link in a browser'],
    ['millwright serve --env staging=staging.config.ts --env live=live.config.ts', 'show two databases side by side'],
  ],
  exits: [[0, 'ended by Ctrl-C'], exits.usage, [4, 'the port is taken']],
  run: runServe,
}

async function runServe(call: Call): Promise<Answer> {
  const { serve: start } = await import('../../http/serve.ts')
  const served = await start(flagsOf(call))
  const link = served.invite({ name: userInfo().username, role: 'admin' })
  announce(call, served, link)
  await untilStopped()
  await served.close()
  return { exit: 0, document: () => ({ url: served.url, ended: true }), text: () => 'The server has ended.\n' }
}

const flagsOf = (call: Call): ServeFlags => ({
  environments: environmentsOf(call),
  program: [...process.execArgv, programFile()],
  host: call.value('host') ?? '127.0.0.1',
  port: call.count('port'),
  twoPersons: !call.has('one-person'),
  report: (error) =>
    call.io.err.write(`${masked(error instanceof Error ? (error.stack ?? error.message) : String(error))}\n`),
  ...given({ behind: call.value('behind'), pages: call.value('pages') }),
})

/** The file that Node was started with; in the sources the one beside this folder. */
const programFile = (): string =>
  import.meta.url.endsWith('.ts') ? fileURLToPath(new URL('../main.ts', import.meta.url)) : (process.argv[1] ?? '')

function environmentsOf(call: Call): readonly Named[] {
  const named = call.values('env')
  const where = call.where()
  if (named.length === 0) return [{ id: 'main', flags: where }]
  return named.map((text) => {
    const at = text.indexOf('=')
    if (at < 1) throw badValue('--env', text, 'NAME=FILE, such as `staging=staging.config.ts`')
    return { id: text.slice(0, at), flags: { ...where, config: text.slice(at + 1) } }
  })
}

function announce({ io, isJson }: Call, { url, environments }: Served, link: string): void {
  if (isJson) io.err.write(`${JSON.stringify({ type: 'listening', url, link })}\n`)
  else
    io.out.write(
      [
        ...environments.map(({ label, project }) => `Shows ${label}: ${project.target}`),
        `Listens at ${url}. Open this link; it lets one person in, once, within a quarter of an hour:`,
        `  ${link}`,
        'Ctrl-C ends it.\n',
      ].join('\n'),
    )
}

const untilStopped = (): Promise<void> =>
  new Promise((stop) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop())
  })
