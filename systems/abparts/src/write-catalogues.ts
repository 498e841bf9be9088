import { writeFileSync } from 'node:fs'
import { madeCatalogues } from './checks/schema/make.ts'
import { openDatabase } from './database/open.ts'

/** Reads both schemas from a database made by the files in schema/ and writes them where the validator finds them. */
const db = await openDatabase('pglite:')
for (const [phase, expected] of Object.entries(await madeCatalogues(db))) {
  const file = new URL(`../schema/${phase}.catalogue.json`, import.meta.url)
  writeFileSync(file, `${JSON.stringify(expected, null, 2)}\n`)
  console.log(file.pathname)
}
await db.close()
