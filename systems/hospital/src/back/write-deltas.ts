import { mkdir, open, rename } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { exportRecord } from '../domain/export.ts'
import type { Register } from '../domain/fields.ts'
import { tableOfRegister } from '../loads/registers.ts'
import type { StoredRun } from '../move/ledger.ts'
import { sizeOf, type TableDelta, writtenCompletions } from './delta.ts'
import type { RollbackOptions } from './options.ts'

export const registers: readonly Register[] = ['ocm', 'ppm']
export const deltaOf = (deltas: readonly TableDelta[], register: Register): TableDelta | undefined =>
  deltas.find(({ table }) => table === tableOfRegister[register])

/** What was done since, table by table, into `<register>_delta_<time>.json` beside the copies. */
export async function writeDeltas(
  { run, facts }: StoredRun,
  deltas: readonly TableDelta[],
  { data }: RollbackOptions,
): Promise<readonly string[]> {
  const folder = dirname(facts.backups[0]?.path ?? join(data, 'backups', 'none'))
  const stamp = new Date().toISOString().replaceAll(/[-:]/g, '').replace('T', '_').slice(0, 15)
  const files: string[] = []
  for (const delta of deltas.filter((one) => sizeOf(one) > 0)) {
    const register = registers.find((name) => tableOfRegister[name] === delta.table)
    const file = join(folder, `${register ?? delta.table}_delta_${stamp}.json`)
    await writeDurably(file, deltaText(run, delta, register))
    files.push(file)
  }
  return files
}

function deltaText(
  run: string,
  { table, created, changed, deleted }: TableDelta,
  register: Register | undefined,
): string {
  const list = (rows: TableDelta['created']): readonly unknown[] =>
    [...rows.values()].map((row) =>
      register === undefined ? plain(row) : { ...exportRecord(register, row), ...writtenCompletions(row) },
    )
  const document = { run, table, created: list(created), changed: list(changed), deleted: list(deleted) }
  return `${JSON.stringify(document, null, 2)}\n`
}

/** A password hash is not written into a file that people pass around. */
const plain = (row: object): object =>
  Object.fromEntries(
    Object.entries(row).map(([name, value]: [string, unknown]) => [
      name,
      /hash|auth|p256dh/.test(name) ? '(not shown)' : typeof value === 'bigint' ? Number(value) : value,
    ]),
  )

/** The whole text or none of it, also after a power cut. */
export async function writeDurably(file: string, text: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true })
  const handle = await open(`${file}.new`, 'w', 0o600)
  try {
    await handle.writeFile(text)
    await handle.sync()
  } finally {
    await handle.close()
  }
  await rename(`${file}.new`, file)
}
