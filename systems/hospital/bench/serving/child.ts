/** One server in a process of its own: `node child.ts ORDER`; prints where it listens, and ends when its input does. */
import { serve } from '@hono/node-server'
import { bareApp } from './bare.ts'
import { ourApp } from './ours.ts'
import type { Order, Served } from './order.ts'

const order = JSON.parse(process.argv[2] ?? '{}') as Order
const { fetch, token } = order.way === 'bare' ? bareApp(order) : await ourApp(order)
const server = serve({ fetch, hostname: '127.0.0.1', port: 0 }, ({ port }) => {
  const served: Served = { port, token }
  console.log(JSON.stringify(served))
})
process.stdin.resume().on('end', () => server.close(() => process.exit(0)))
