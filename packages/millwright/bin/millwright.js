#!/usr/bin/env node
// What npm links as `millwright`; it is there before anything is built.
import { existsSync } from 'node:fs'
const program = new URL('../dist/cli.js', import.meta.url)
if (!existsSync(program)) {
  console.error('This checkout of Millwright was not built yet. Type `npm run build` in its root.')
  process.exit(2)
}
await import(program.href)
