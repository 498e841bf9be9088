import { defineConfig } from 'millwright'

/** The target; the move's own commands name the database and the source themselves. */
export default defineConfig({
  database: 'pglite:.millwright/factory',
  migrations: 'migrations',
  // Nobody else writes to a target that is being filled: what a batch costs beside its rows is paid seldom, also on a slow disk.
  batch: { minRows: 5_000, maxRows: 20_000, targetMs: 2_000 },
})
