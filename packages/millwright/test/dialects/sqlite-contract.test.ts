/** SQLite keeps the contract of the port. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sqlite } from '../../src/dialects/sqlite/sqlite.ts'
import { describeDialect } from '../../src/testing/dialect-contract.ts'

describeDialect('SQLite', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'millwright-'))
  return {
    dialect: sqlite,
    url: `sqlite:${join(folder, 'main.db')}`,
    beside: (name) => `sqlite:${join(folder, `${name}.db`)}`,
    folder,
    types: { integer: 'integer', float: 'real', text: 'text', bytes: 'blob' },
    corpus: { text: ['a\0b', '\0'], float: [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 5] },
    dispose: () => rm(folder, { recursive: true, force: true }),
  }
})
