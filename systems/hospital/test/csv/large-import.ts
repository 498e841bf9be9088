import { importRows, openCsv } from '../../src/csv/import.ts'
import { openDesk } from '../../src/http/desk.ts'
import { hospitalProject } from '../../src/move/project.ts'

/** `node large-import.ts DB ROWS`: imports so many rows of nearly a kilobyte each, made as they are asked for, and says what became of them. */
const [db = '', rows = '0'] = process.argv.slice(2)

const header = 'Department,Name,Model,Serial,Manufacturer,Log_Number,Installation_Date,Service_Date,Engineer'
const wide = (letter: string, width: number): string => letter.repeat(width)
const rest = [wide('A', 100), wide('L', 50), '', '10/01/2025', wide('T', 100)].join(',')
const lineOf = (at: number): string =>
  [wide('D', 100), wide('N', 200), wide('M', 100), String(at).padStart(100, '0'), rest].join(',')

async function* bytes(): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder()
  yield encoder.encode(`${header}\n`)
  for (let at = 0; at < Number(rows); at++) yield encoder.encode(`${lineOf(at)}\n`)
}

const desk = await openDesk(await hospitalProject(db))
const options = { mode: 'skip', atomic: true, excel: false, origin: 'entry' } as const
const report = await importRows(await openCsv(bytes()), options, (work) => desk.change({ actor: 'large' }, work))
await desk.db.close()
const { details: _, warnings: __, ...counts } = report
process.stdout.write(JSON.stringify(counts))
