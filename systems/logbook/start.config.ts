import { defineConfig } from 'millwright'
import config from './millwright.config.ts'

/** The book that `npm start` brings to its newest revision, as `millwright serve` shows it. */
export default defineConfig({
  ...config,
  database: 'sqlite:.millwright/start/orb.db',
  label: 'Oil record book',
  reports: '.millwright/start/.millwright/reports',
  backups: { ...config.backups, directory: '.millwright/start/backups' },
  application: 'src/dashboard.ts',
})
