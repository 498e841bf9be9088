import { defineConfig } from 'millwright'

/** The target; the move's own commands name the database and the source themselves. */
export default defineConfig({
  database: 'pglite:.millwright/factory',
  migrations: 'migrations',
})
