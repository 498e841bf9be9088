/** Makes a backup and dies, by SIGKILL, when all of its tables are copied and looked at, but nothing is published. */
import { readdirSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { createBackup } from '../../../src/backup/create.ts'
import type { Key } from '../../../src/backup/key.ts'
import type { PartsOrder } from '../../../src/dialects/dialect.ts'
import { pglite } from '../../../src/dialects/pglite/pglite.ts'
import { postgres } from '../../../src/dialects/postgres/postgres.ts'
import { systemClock } from '../../../src/kernel/clock.ts'
import type { Queries } from '../../../src/kernel/connection.ts'

type Task = { readonly name: string; readonly url: string; readonly directory: string; readonly secret?: string }

const { name, url, directory, secret } = JSON.parse(process.argv[2] as string) as Task
const dialect = name === 'PGlite' ? pglite : postgres
const key: { readonly key?: Key } =
  secret === undefined ? {} : { key: { kind: 'bytes', bytes: Buffer.from(secret, 'hex') } }

const countNotes = (): number =>
  readdirSync(directory, { recursive: true }).filter((file) => /notes.\d{4}\.json/.test(String(file))).length

async function takeParts<T>(order: PartsOrder, look: (state: Queries) => Promise<T>) {
  return dialect.snapshots.takeParts(order, async (state) => {
    await look(state)
    while (countNotes() < 3) await sleep(10)
    process.kill(process.pid, 'SIGKILL')
    return look(state)
  })
}

const mortal = { ...dialect, snapshots: { ...dialect.snapshots, takeParts } }
await createBackup({ dialect: mortal, url, directory, clock: systemClock, reason: 'test', ...key })
throw new Error('still alive')
