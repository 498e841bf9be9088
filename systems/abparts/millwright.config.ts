import { defineConfig } from 'millwright'

/** The commands of this system name the database and the parameters themselves; `millwright` alone looks at this one. */
export default defineConfig({
  database: 'pglite:.millwright/abparts',
  migrations: 'migrations',
  backups: { before: 'always', keep: 10, days: 30 },
})
