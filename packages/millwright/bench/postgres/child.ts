/** One way of loading in a process of its own: `node child.ts ORDER`; prints seconds and the peak of the memory. */
import { createReadStream, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { openDatabase, openProject, type Project, sql, up } from 'millwright'
import { columns, ddl } from './data.ts'

export type Order = {
  readonly way: 'millwright' | 'loop'
  readonly url: string
  readonly input: string
  readonly finished: string
  readonly folder: string
  readonly undo: 'journal' | 'drop-created'
}

/** Seconds until the rows are in, and until everything is proved. */
export type Sample = { readonly wall: number; readonly proved?: number; readonly cpu?: number; readonly mb?: number }

async function load(order: Order): Promise<Sample> {
  const project = await makeProject(order)
  const started = performance.now()
  const seconds = () => (performance.now() - started) / 1000
  let wall = Number.NaN
  const end = await up(project, { onEvent: ({ type }) => void (type === 'stepDone' && (wall = seconds())) })
  if (!('verdict' in end) || end.verdict !== 'PROVED') throw new Error(JSON.stringify(end).slice(0, 2000))
  const { user, system } = process.cpuUsage()
  return { wall, proved: seconds(), cpu: (user + system) / 1e6, mb: process.resourceUsage().maxRSS / 1024 }
}

async function makeProject({ folder, url, input, undo }: Order): Promise<Project> {
  const home = join(folder, 'project')
  rmSync(home, { recursive: true, force: true })
  mkdirSync(join(home, 'migrations'), { recursive: true })
  writeFileSync(
    join(home, 'migrations', '0001_device.sql'),
    `-- migrate:up\n${ddl};\n-- migrate:down\ndrop table device;\n`,
  )
  const move = new URL('./migrations/0002_load.ts', import.meta.url).href
  writeFileSync(join(home, 'migrations', '0002_load.ts'), `export { default } from '${move}'\n`)
  writeFileSync(join(home, 'millwright.config.json'), JSON.stringify({ database: url, params: { input, undo } }))
  return openProject({ cwd: home })
}

const tried = 10_000

/** A statement and a commit for each row, as a script does it; the first rows only, scaled to all of them. */
async function loop(order: Order): Promise<Sample> {
  const db = await openDatabase(await makeProject(order), { create: true })
  await db.run(sql.raw(ddl))
  const started = performance.now()
  let [at, wall] = [0, 0]
  for await (const line of createInterface({ input: createReadStream(order.finished) })) {
    if (++at > tried) continue
    const values = line.split(',').map((cell) => (cell === '' ? null : cell))
    await db.run(sql`insert into device (${sql.ids(columns)}) values (${sql.join(values)})`)
    wall = (performance.now() - started) / 1000
  }
  await db.close()
  return { wall: (wall * at) / Math.min(at, tried) }
}

const order = JSON.parse(process.argv[2] ?? '{}') as Order
console.log(JSON.stringify(await (order.way === 'loop' ? loop(order) : load(order))))
