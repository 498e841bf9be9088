/** PostgreSQL keeps the contract of the port. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { postgres } from '../../src/dialects/postgres/postgres.ts'
import { describeDialect } from '../../src/testing/dialect-contract.ts'
import { server } from './server.ts'

const found = server
if (found !== undefined) {
  describeDialect('PostgreSQL', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'millwright-'))
    const others = new Map<string, string>()
    return {
      dialect: postgres,
      url: found.newUrl(),
      beside: (name) => others.get(name) ?? others.set(name, found.newUrl()).get(name) ?? '',
      copyAt: (name) => join(folder, name),
      folder,
      types: { integer: 'bigint', float: 'double precision', text: 'text', bytes: 'bytea' },
      corpus: { float: [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.NaN, -0, 5] },
      dispose: () => rm(folder, { recursive: true, force: true }),
    }
  })
}
