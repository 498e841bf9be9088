/** `npm run docs`: writes docs/commands and docs/problems.md from the program's own texts. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { commandPages } from './docs/command-pages.ts'
import { problemsPage } from './docs/problems-page.ts'

const docs = join(import.meta.dirname, '../docs')
mkdirSync(join(docs, 'commands'), { recursive: true })
for (const [file, text] of await commandPages()) writeFileSync(join(docs, 'commands', file), text)
writeFileSync(join(docs, 'problems.md'), await problemsPage(join(docs, '..')))
