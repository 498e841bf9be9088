import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { openProject, type Project, up } from 'millwright'
import { ddl, type Order, peakMegabytes, type Sample, stopwatch } from './way.ts'

/** A project of its own with two migrations: the table, and the move that fills it. */
export async function loadWithMillwright(order: Order): Promise<Sample> {
  const project = await makeProject(order)
  const time = stopwatch()
  let loaded = { wall: Number.NaN, cpu: Number.NaN }
  const end = await up(project, {
    onEvent: ({ type }) => {
      if (type === 'stepDone') loaded = time()
    },
  })
  if (!('verdict' in end) || end.verdict !== 'PROVED') throw new Error(JSON.stringify(end).slice(0, 2000))
  return { ...loaded, proved: time().wall, mb: peakMegabytes() }
}

async function makeProject({ folder, form, db, input }: Order): Promise<Project> {
  const home = join(folder, `project-${form}`)
  rmSync(home, { recursive: true, force: true })
  mkdirSync(join(home, 'migrations'), { recursive: true })
  const table = `-- migrate:up\n${ddl}\n-- migrate:down\ndrop table ocm_equipment;\n`
  writeFileSync(join(home, 'migrations', '0001_register.sql'), table)
  const move = new URL('../migrations/0002_load.ts', import.meta.url).href
  writeFileSync(join(home, 'migrations', '0002_load.ts'), `export { default } from '${move}'\n`)
  const config = { database: `sqlite:${db}`, params: { form, input } }
  writeFileSync(join(home, 'millwright.config.json'), JSON.stringify(config))
  return openProject({ cwd: home })
}
