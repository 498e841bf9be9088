/** Every case there and back on a server, and pg_dump is asked whether the schema is the wanted one. */
import { afterAll, describe, test } from 'vitest'
import { postgres } from '../../../src/dialects/postgres/postgres.ts'
import { server } from '../../dialects/server.ts'
import { cases } from './cases/all.ts'
import { walkCase } from './life.ts'
import { dumpOf } from './pg-dump.ts'
import { recycled } from './walk.ts'

describe.skipIf(server === undefined)('the differ on a server', { timeout: 60_000 }, () => {
  const url = server?.url ?? ''
  const place = recycled(postgres, () => postgres.scratch(url))
  afterAll(() => place.end())

  test.each(cases)('$name', (each) => walkCase(place, each, (db) => dumpOf(url, db)))
})
