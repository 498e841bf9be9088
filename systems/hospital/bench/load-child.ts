/** Loads once in one way, in a process of its own: `node load-child.ts ORDER`; prints what it took. */
import { loadWithImport } from './ways/import.ts'
import { loadInLoop } from './ways/loop.ts'
import { loadWithMillwright } from './ways/millwright.ts'
import { loadWithOrm } from './ways/orm.ts'
import type { Order, Sample } from './ways/way.ts'

const ways: Readonly<Record<string, (order: Order) => Promise<Sample>>> = {
  import: loadWithImport,
  loop: loadInLoop,
  millwright: loadWithMillwright,
  orm: loadWithOrm,
}

const order = JSON.parse(process.argv[2] ?? '{}') as Order
console.log(JSON.stringify(await ways[order.way]?.(order)))
