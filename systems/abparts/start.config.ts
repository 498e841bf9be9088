import { defineConfig } from 'millwright'
import config from './millwright.config.ts'

/** The business that `npm start` moves, as `millwright serve` shows it. */
export default defineConfig({
  ...config,
  database: 'pglite:.millwright/start/db',
  label: 'Spare parts',
  reports: '.millwright/start/.millwright/reports',
  backups: { ...config.backups, directory: '.millwright/start/.millwright/backups' },
  application: 'src/dashboard.ts',
})
