import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { chownSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A connection pooler in front of a server, which gives every transaction whatever session is free. */
export type Pooler = {
  /** The same database through the pooler. */
  through(url: string): string
  close(): void
}

/** Starts Debian's pgbouncer in front of a server; the reason when it is not installed, which is an error under CI. */
export async function startPgbouncer(server: string): Promise<Pooler | { readonly missing: string }> {
  try {
    execFileSync('pgbouncer', ['--version'], { stdio: 'ignore' })
  } catch {
    const missing = 'pgbouncer is not installed'
    if (process.env['CI'] === 'true') throw new Error(missing)
    return { missing }
  }
  return start(new URL(server))
}

async function start({ hostname, port }: URL): Promise<Pooler> {
  const folder = mkdtempSync(join(tmpdir(), 'millwright-pgbouncer-'))
  const own = await freePort()
  writeFileSync(join(folder, 'users.txt'), '"postgres" ""\n')
  writeFileSync(
    join(folder, 'pgbouncer.ini'),
    settings({ folder, own, server: `host=${hostname} port=${port || 5432}` }),
  )
  const user = unprivileged(folder)
  const child = spawn('pgbouncer', [join(folder, 'pgbouncer.ini')], { stdio: 'ignore', ...user })
  await untilOpen(child, own)
  return {
    through: (url) => {
      const found = new URL(url)
      found.host = `127.0.0.1:${own}`
      return found.href
    },
    close: () => {
      child.kill('SIGKILL')
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** Few sessions for many clients, so that hardly two transactions of one client meet the same. */
const settings = ({ folder, own, server }: { folder: string; own: number; server: string }): string =>
  `[databases]
* = ${server}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${own}
unix_socket_dir =
auth_type = any
auth_file = ${join(folder, 'users.txt')}
pool_mode = transaction
default_pool_size = 3
server_round_robin = 1
max_client_conn = 100
logfile = ${join(folder, 'log')}
`.replace('* = ', '* = user=postgres ')

function unprivileged(folder: string): { readonly uid: number; readonly gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined
  const idOf = (flag: string): number => Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }))
  const user = { uid: idOf('-u'), gid: idOf('-g') }
  chownSync(folder, user.uid, user.gid)
  return user
}

const freePort = (): Promise<number> =>
  new Promise((found, fail) => {
    const probe = createServer()
    probe.on('error', fail)
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as { readonly port: number }
      probe.close(() => found(port))
    })
  })

async function untilOpen(child: ChildProcess, port: number): Promise<void> {
  for (let tries = 0; !(await isOpen(port)); tries++) {
    if (tries > 100 || child.exitCode !== null) throw new Error('pgbouncer did not start')
    await new Promise((wake) => setTimeout(wake, 50))
  }
}

const isOpen = (port: number): Promise<boolean> =>
  new Promise((told) => {
    const socket = connect(port, '127.0.0.1')
    socket.on('connect', () => told(true))
    socket.on('error', () => told(false))
    socket.on('connect', () => socket.destroy())
  })
