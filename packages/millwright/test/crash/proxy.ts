import { connect, createServer, type Socket } from 'node:net'
import { onTestFinished } from 'vitest'

/** What becomes of a COMMIT: its answer is lost, or it never arrives. */
export type Loss = 'answer' | 'request'

export type Proxy = {
  /** The server's address through the proxy. */
  readonly url: string
  /** How many times COMMIT was sent since the last order. */
  readonly commits: () => number
  /** Cuts the connection at the COMMIT with this number, counted from now; only once. */
  cutAt(commit: number, loss: Loss): void
}

const commitMessage = Buffer.from('\0commit\0')

/** A line to a server that breaks when it is told to. */
export async function startProxy(url: string): Promise<Proxy> {
  const target = new URL(url)
  const state = { commits: 0, at: 0, loss: 'answer' as Loss }
  const sockets = new Set<Socket>()
  const proxy = createServer((client) => {
    const server = connect(Number(target.port), target.hostname)
    for (const socket of [client, server]) {
      sockets.add(socket)
      socket.on('error', () => undefined)
      socket.on('close', () => {
        client.destroy()
        server.destroy()
      })
    }
    let isDeaf = false
    client.on('data', (chunk: Buffer) => {
      const isCut = chunk.includes(commitMessage) && ++state.commits === state.at
      if (isCut && state.loss === 'request') return void client.destroy()
      isDeaf ||= isCut
      server.write(chunk)
    })
    server.on('data', (chunk: Buffer) => void (isDeaf ? client.destroy() : client.write(chunk)))
  })
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy()
    proxy.close()
  })
  await new Promise<void>((ready) => proxy.listen(0, '127.0.0.1', ready))
  const through = new URL(url)
  through.port = String((proxy.address() as { port: number }).port)
  return {
    url: through.href,
    commits: () => state.commits,
    cutAt: (at, loss) => void Object.assign(state, { commits: 0, at, loss }),
  }
}
