/** Every case there and back in PGlite: the schema, the rows, nothing left to do. */
import { afterAll, describe, test } from 'vitest'
import { pglite } from '../../../src/dialects/pglite/pglite.ts'
import { cases } from './cases/all.ts'
import { walkCase } from './life.ts'
import { recycled } from './walk.ts'

const place = recycled(pglite, () => pglite.scratch())

afterAll(() => place.end())

describe('the differ in PGlite', { timeout: 60_000 }, () => {
  test.each(cases)('$name', (each) => walkCase(place, each))
})
