/** PGlite keeps the contract of the port. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pglite } from '../../src/dialects/pglite/pglite.ts'
import { describeDialect } from '../../src/testing/dialect-contract.ts'

describeDialect('PGlite', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'millwright-'))
  return {
    dialect: pglite,
    url: `pglite:${join(folder, 'main')}`,
    beside: (name) => `pglite:${join(folder, name)}`,
    copyAt: (name) => join(folder, `${name}.dump`),
    folder,
    types: { integer: 'bigint', float: 'double precision', text: 'text', bytes: 'bytea' },
    corpus: { float: [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.NaN, -0, 5] },
    dispose: () => rm(folder, { recursive: true, force: true }),
  }
})
