/** Every case there and back on a server, and pg_dump is asked whether the schema is the wanted one. */
import { afterAll, describe, test } from 'vitest'
import { postgres } from '../../../src/dialects/postgres/postgres.ts'
import { server } from '../../dialects/server.ts'
import { cases } from './cases/all.ts'
import { walkCase } from './life.ts'
import { dumpOf } from './pg-dump.ts'
import { type Case, recycled } from './walk.ts'

describe.skipIf(server === undefined)('the differ on a server', { timeout: 60_000 }, () => {
  const url = server?.url ?? ''
  const place = recycled(postgres, () => postgres.scratch(url))
  afterAll(() => place.end())

  // Two dumps and a load take as long as the walk itself: by default every third case is shown to pg_dump.
  const isAsked = (each: Case): boolean => process.env['ORACLE'] === 'all' || cases.indexOf(each) % 3 === 0

  test.each(cases)('$name', (each) => walkCase(place, each, isAsked(each) ? (db) => dumpOf(url, db) : undefined))
})
