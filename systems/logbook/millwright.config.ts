import { defineConfig } from 'millwright'

/** The commands of this system name the database themselves; `millwright` alone looks at this one. */
export default defineConfig({
  database: 'sqlite:.millwright/orb.db',
  migrations: 'migrations',
  params: { vessel: 'MV Example', zone: 'America/New_York' },
  backups: { before: 'always', keep: 10, days: 30 },
})
