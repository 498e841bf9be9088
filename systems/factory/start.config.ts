import { defineConfig } from 'millwright'
import usual from './millwright.config.ts'
import { startParams, startTarget } from './src/move/start.ts'

/** The factory that `npm start` makes, with its pages: npx millwright serve --config start.config.ts */
export default defineConfig({
  ...usual,
  database: startTarget,
  label: 'Factory',
  params: { ...startParams, profile: 'factory-17' },
  application: 'src/dashboard.ts',
})
