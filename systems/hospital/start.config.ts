import { defineConfig } from 'millwright'
import config from './millwright.config.ts'

/** The hospital that `npm start` moves, as `millwright serve` shows it. */
export default defineConfig({
  ...config,
  database: 'sqlite:.millwright/start/hospital.db',
  label: 'Hospital equipment',
  reports: '.millwright/start/.millwright/reports',
  backups: { ...config.backups, directory: '.millwright/start/.millwright/backups' },
  application: 'src/dashboard.ts',
  hide: ['secrets.value', 'push_subscriptions.auth', 'push_subscriptions.p256dh'],
})
