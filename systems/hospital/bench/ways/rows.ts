import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'

/** How many records a loop really loads; its time is scaled to all of them. */
const tried = 10_000

/** The columns of a finished row after its `id`. */
export const columns =
  'no, department, name, model, serial, manufacturer, log_number, installation_date, warranty_end, service_date, engineer, next_maintenance, status, created_at, updated_at'.split(
    ', ',
  )

/** Where the serial stands among {@link columns}. */
export const serialAt = columns.indexOf('serial')

/** The first finished rows without their `id`, and how many rows there are. */
export async function readRows(
  file: string,
): Promise<{ readonly first: readonly (readonly (string | null)[])[]; readonly total: number }> {
  const first: (string | null)[][] = []
  let total = 0
  for await (const line of createInterface({ input: createReadStream(file) })) {
    total++
    const cells = line.split(',')
    if (first.length < tried && cells.length === columns.length + 1) first.push(cells.slice(1).map(valueOf))
  }
  return { first, total }
}

const valueOf = (cell: string): string | null => (cell === '' ? null : cell.replaceAll('"', ''))
