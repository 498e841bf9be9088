/** Runs one migrator in this process: `node run.ts MIGRATOR FOLDER DATABASE`; prints what it took without start-up. */
type Run = (folder: string, path: string) => Promise<number>

const migrators: Readonly<Record<string, () => Promise<Run>>> = {
  millwright: async () => (await import('./millwright.ts')).runMillwright,
  kysely: async () => (await import('./kysely.ts')).runKysely,
  knex: async () => (await import('./knex.ts')).runKnex,
  umzug: async () => (await import('./umzug.ts')).runUmzug,
}

async function measure(name: string, folder: string, path: string): Promise<void> {
  const run = await migrators[name]?.()
  if (run === undefined) throw new Error(`no migrator ${name}`)
  const before = process.cpuUsage()
  const started = performance.now()
  const applied = await run(folder, path)
  const wall = (performance.now() - started) / 1000
  const { user, system } = process.cpuUsage(before)
  console.log(JSON.stringify({ applied, wall, cpu: (user + system) / 1e6 }))
}

const [name = '', folder = '', path = ''] = process.argv.slice(2)
await measure(name, folder, path)
