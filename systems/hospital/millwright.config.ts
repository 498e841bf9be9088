import { defineConfig } from 'millwright'

/** `move` and `rollback` name the database and the parameters themselves; `millwright` alone looks at this one. */
export default defineConfig({
  database: 'sqlite:.millwright/hospital.db',
  migrations: 'migrations',
  backups: { before: 'always', keep: 10, days: 30 },
})
