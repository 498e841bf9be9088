/** Moves parts to and fro until it is killed: `node mover.ts URL`. */
import { openDesk } from '../../src/http/desk.ts'
import { projectOf } from '../../src/manager/options.ts'
import { move } from '../../src/service/stock.ts'
import { nobody } from '../../src/service/caller.ts'

const id = (n: number): string => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`
const { db } = await openDesk(await projectOf({ url: process.argv[2] ?? '' }))
const act = { caller: { ...nobody, id: id(13) }, at: new Date() }
const steps = [
  { transaction_type: 'creation', to_warehouse_id: id(31), quantity: 2 },
  { transaction_type: 'transfer', from_warehouse_id: id(31), to_warehouse_id: id(32), quantity: 1.5 },
] as const

async function moveOn(): Promise<never> {
  for (let at = 0; ; at++) {
    await db.write((session) =>
      move(session, { ...(steps[at % 2] ?? steps[0]), part_id: id(41), notes: 'killed' }, act),
    )
    if (at === 3) process.stdout.write('moving\n')
  }
}

await Promise.all(Array.from({ length: 8 }, moveOn))
