import fc from 'fast-check'
import { sql, type Sql } from 'millwright'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Opened, openUrl } from '../../src/database/open.ts'
import { type Elements, evaluate } from '../../src/oee/evaluate.ts'
import { formulaSql } from '../../src/oee/expression-sql.ts'
import { elements, type Formula, formulas } from '../../src/oee/formulas.ts'
import { describePglite } from '../support/databases.ts'

const names = Object.keys(formulas) as readonly Formula[]

const anyElements: fc.Arbitrary<Elements> = fc.record(
  Object.fromEntries(
    elements.map((name) => [name, fc.oneof(fc.constant(0), fc.constant(null), fc.integer({ min: 1, max: 30_000 }))]),
  ),
)

describePglite('formulas as SQL', ({ newUrl }) => {
  let opened: Opened
  beforeAll(async () => {
    opened = await openUrl(newUrl())
  }, 60_000)
  afterAll(() => opened.db.close())

  test('a database computes every formula as the program does', { timeout: 60_000 }, async () => {
    const columns: Readonly<Record<string, Sql>> = Object.fromEntries(elements.map((name) => [name, sql.id(name)]))
    const computed = sql.join(names.map((name) => sql`${formulaSql(name, columns)} as ${sql.id(`= ${name}`)}`))
    await fc.assert(
      fc.asyncProperty(anyElements, async (given) => {
        const values = elements.map((name) => sql`${given[name] ?? null}::double precision as ${sql.id(name)}`)
        const row = await opened.db.get(sql`select ${computed} from (select ${sql.join(values)}) as given`)
        for (const name of names) {
          const expected = evaluate(name, given)
          const found = row?.[`= ${name}`] ?? null
          if (expected === null) expect(found, name).toBeNull()
          else expect(found, name).toBeCloseTo(expected, 9)
        }
      }),
      { numRuns: 300 },
    )
  })

  test('a formula of which a column is missing is refused', () => {
    expect(() => formulaSql('availability', { APT: sql`1` })).toThrow(new RangeError('No column holds POT.'))
  })
})
