import { defineConfig } from 'millwright'

/** The commands of this system name the database and the parameters themselves; `millwright` alone looks at this one. */
export default defineConfig({
  database: 'pglite:.millwright/abparts',
  migrations: 'migrations',
  backups: {
    before: 'always',
    keep: 10,
    days: 30,
    // Whoever keeps a key in the environment wants it used, for backups hold password hashes; it is looked for each time.
    get encrypt() {
      return (process.env['MILLWRIGHT_BACKUP_KEY'] ?? '') !== ''
    },
  },
})
