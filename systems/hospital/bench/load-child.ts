import { spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { createReadStream } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { openProject, up } from 'millwright'

type Order = {
  readonly kind: 'millwright' | 'peer' | 'loop'
  readonly form: string
  readonly db: string
  readonly input: string
  readonly peer: string
  readonly folder: string
}

const order = JSON.parse(readFileSync(process.argv[2] as string, 'utf8')) as Order
const ddl = readFileSync(new URL('./ocm.sql', import.meta.url), 'utf8')
type Sample = { readonly wall: number; readonly cpu: number; readonly mb: number }

async function millwright(): Promise<Sample> {
  const project = join(order.folder, `project-${order.form}`)
  mkdirSync(join(project, 'migrations'), { recursive: true })
  writeFileSync(join(project, 'migrations', '0001_register.sql'), `-- migrate:up\n${ddl}\n-- migrate:down\ndrop table ocm_equipment;\n`)
  const move = new URL('./move.ts', import.meta.url).href
  writeFileSync(join(project, 'migrations', '0002_load.ts'), `export { default } from '${move}'\n`)
  writeFileSync(join(project, 'millwright.config.json'), JSON.stringify({ database: `sqlite:${order.db}`, params: { form: order.form, input: order.input } }))
  const opened = await openProject({ cwd: project })
  let wall = 0
  const before = process.cpuUsage()
  let cpu = 0
  const end = await up(opened, {
    onEvent: (event) => {
      if (event.type !== 'stepDone') return
      wall = event.ms / 1000
      const used = process.cpuUsage(before)
      cpu = (used.user + used.system) / 1e6
    },
  })
  if (!('verdict' in end) || end.verdict !== 'PROVED') throw new Error(JSON.stringify(end))
  return { wall, cpu, mb: process.resourceUsage().maxRSS / 1024 }
}

async function peer(): Promise<Sample> {
  const db = new DatabaseSync(order.db)
  db.exec(`pragma journal_mode = wal; ${ddl}`)
  db.close()
  const started = performance.now()
  const script = 'TIMEFORMAT="%U %S"; time sqlite3 "$0" -cmd "pragma foreign_keys = on" -cmd ".mode csv" ".import $1 ocm_equipment"'
  const done = spawnSync('bash', ['-c', script, order.db, order.peer], { encoding: 'utf8' })
  const wall = (performance.now() - started) / 1000
  const times = /^(\d+\.\d+) (\d+\.\d+)\s*$/.exec(done.stderr)
  if (done.status !== 0 || times === null) throw new Error(done.stderr)
  return { wall, cpu: Number(times[1]) + Number(times[2]), mb: 0 }
}

/** What an ORM-style script does for each record, on the first ones only; the time is scaled to all of them. */
async function loop(): Promise<Sample> {
  const some = 10_000
  const db = new DatabaseSync(order.db)
  db.exec(`pragma journal_mode = wal; pragma synchronous = full; ${ddl}`)
  const columns = 'no, department, name, model, serial, manufacturer, log_number, installation_date, warranty_end, service_date, engineer, next_maintenance, status, created_at, updated_at'
  const started = performance.now()
  let lap = 0
  let count = 0
  let total = 0
  for await (const line of createInterface({ input: createReadStream(order.peer) })) {
    total++
    if (count >= some) continue
    const cells = line.split(',')
    const found = db.prepare('select id from ocm_equipment where serial = ?').get(cells[5] as string)
    if (found === undefined) db.prepare(`insert or ignore into ocm_equipment (${columns}) values (${Array(15).fill('?').join(', ')})`).run(...(cells.slice(1, 16).map((cell) => cell || null) as string[]))
    count++
    if (count === some) lap = performance.now() - started
  }
  db.close()
  return { wall: (lap / 1000 / some) * total, cpu: 0, mb: process.resourceUsage().maxRSS / 1024 }
}

const sample = await { millwright, peer, loop }[order.kind]()
console.log(JSON.stringify(sample))
