import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Found } from '../../src/database/database.ts'
import { canonicalModel, canonicalModelSql } from '../../src/domain/machines.ts'
import { isUnknownTypeSql, organizationTypesOf, organizationTypesSql } from '../../src/domain/organizations.ts'
import { classifiedPart, classifiedPartSql, partColumns } from '../../src/domain/parts.ts'
import { models, organizationTypes, partTypes, type Policy, userRoles } from '../../src/domain/policy.ts'
import {
  isSuperAdminSql,
  isUnknownRoleSql,
  newRole,
  newRoleSql,
  newStatus,
  newStatusSql,
} from '../../src/domain/users.ts'
import { describeEachDatabase } from '../support/databases.ts'

/** Texts that mean something to a rule, glued with whatever may stand between words. */
const textOf = (...words: readonly string[]): fc.Arbitrary<string | null> => {
  const word = fc.constantFrom(
    ...words,
    ...words.map((text) => text.toUpperCase()),
    'constructor',
    '__proto__',
    "o'clock",
    '',
  )
  const glue = fc.constantFrom(
    ' ',
    '',
    '-',
    '_',
    '\u00a0',
    '\n',
    'é',
    'ς',
    'İ',
    '\u212a',
    '\u2019',
    '/',
    '0',
    '\\',
    "'",
    '\t',
  )
  const letter = fc.oneof(fc.integer({ min: 1, max: 0xd7ff }), fc.integer({ min: 0xe000, max: 0x10ffff }))
  const noise = fc.array(letter, { maxLength: 6 }).map((points) => String.fromCodePoint(...points))
  const glued = fc.array(
    fc.oneof({ weight: 3, arbitrary: word }, { weight: 3, arbitrary: glue }, { weight: 1, arbitrary: noise }),
    {
      maxLength: 7,
    },
  )
  return fc.option(
    glued.map((pieces) => pieces.join('')),
    { freq: 8 },
  )
}

describe('the mappings, word for word', () => {
  const typeOf = (name: string | null, type: string | null): string =>
    String(organizationTypesOf([{ id: '1', name, type }]).get('1')?.type)

  test.each([
    ['The ORASEAS company', 'Customer', 'oraseas_ee'],
    ['bossaqua', 'Warehouse', 'bossaqua'],
    ['Boss Aqua Ltd', null, 'bossaqua'],
    ['Supplies and more', ' SUPPLIER ', 'supplier'],
    ['A', 'customer', 'customer'],
    ['A', 'Warehouse', 'oraseas_ee'],
    ['Supplier of nets', 'Shop', 'supplier'],
    ['Supplier of nets', 'Customer', 'customer'],
    [null, null, 'customer'],
  ])('organisation %s of type %s becomes %s', (name, type, wanted) => {
    expect(typeOf(name, type)).toBe(wanted)
  })

  test('the only warehouse becomes Oraseas EE; a second one, or one beside Oraseas EE, does not', () => {
    const typesOf = (names: readonly string[], policy: Policy = {}): readonly string[] => {
      const list = names.map((name, at) => ({ id: String(at), name, type: 'Warehouse' }))
      return [...organizationTypesOf(list, policy).values()].map(({ type, rule }) => `${type} ${rule}`)
    }
    expect(typesOf(['A'])).toEqual(['oraseas_ee 6'])
    expect(typesOf(['A', 'B'])).toEqual(['customer 8', 'customer 8'])
    expect(typesOf(['Oraseas', 'B'])).toEqual(['oraseas_ee 2', 'customer 8'])
    expect(typesOf(['A', 'B'], { organizations: { A: 'customer' } })).toEqual(['customer 1', 'oraseas_ee 6'])
    expect(typesOf(['A', 'B'], { organizations: { A: 'oraseas_ee' } })).toEqual(['oraseas_ee 1', 'customer 8'])
    expect(typesOf(['A'], { organizations: { 0: 'supplier', A: 'customer' } })).toEqual(['supplier 1'])
  })

  test.each([
    ['Oraseas Admin', 'oraseas_ee', { role: 'super_admin' }],
    ['Oraseas Admin', 'customer', { role: 'admin', finding: 'superAdminElsewhere' }],
    ['Oraseas Inventory Manager', 'oraseas_ee', { role: 'admin' }],
    ['Customer Admin', 'supplier', { role: 'admin' }],
    ['Customer User', 'oraseas_ee', { role: 'user' }],
    ['Supplier User', 'supplier', { role: 'user' }],
    ['super_admin', 'oraseas_ee', { role: 'super_admin' }],
    ['super_admin', 'bossaqua', { role: 'admin', finding: 'superAdminElsewhere' }],
    ['admin', 'customer', { role: 'admin' }],
    ['  ', 'customer', { role: null, finding: 'emptyRole' }],
    [null, 'customer', { role: null, finding: 'emptyRole' }],
    ['Wizard', 'oraseas_ee', { role: 'user', finding: 'unknownRole' }],
    ['customer admin', 'customer', { role: 'user', finding: 'unknownRole' }],
    ['constructor', 'customer', { role: 'user', finding: 'unknownRole' }],
  ] as const)('role %s in %s becomes %o', (legacy, organization, made) => {
    expect(newRole(legacy, organization)).toEqual(made)
  })

  test('a role may be given an answer, and still nobody becomes super_admin outside of Oraseas EE', () => {
    const policy: Policy = { roleMap: { Wizard: 'super_admin', Helper: 'admin' }, emptyRole: 'user' }
    expect(newRole('Wizard', 'oraseas_ee', policy)).toEqual({ role: 'super_admin' })
    expect(newRole('Wizard', 'customer', policy)).toEqual({ role: 'admin', finding: 'superAdminElsewhere' })
    expect(newRole('Helper', 'customer', policy)).toEqual({ role: 'admin' })
    expect(newRole('', 'customer', policy)).toEqual({ role: 'user', finding: 'emptyRole' })
  })

  test.each([
    ['Oil Filter', null, 'consumable pieces unclear'],
    ['Hydraulic Oil', null, 'bulk_material liters'],
    ['Boiler', null, 'consumable pieces'],
    ['Ignition Coil', null, 'consumable pieces'],
    ['Descaling Chemical', '20 kg', 'bulk_material kg'],
    ['Grease', null, 'bulk_material kg'],
    ['Sheet', 'see manual.html', 'consumable pieces'],
    ['Hydraulic-oil,', null, 'bulk_material liters'],
    ['Oilé', null, 'consumable pieces'],
    ['oil_can', null, 'consumable pieces'],
    ['“OIL”', null, 'bulk_material liters'],
    [null, 'oil', 'bulk_material liters'],
  ])('part %s, %s is %s', (name, description, wanted) => {
    const part = classifiedPart({ part_number: 'P', name, description, is_proprietary: false })
    expect(`${part.type} ${part.unit}${part.isUnclear ? ' unclear' : ''}`).toBe(wanted)
  })

  test('a part may be given an answer, and only a missing word about its maker is looked up', () => {
    const part = { part_number: 'P', name: 'Oil Filter for AutoBoss', description: null, is_proprietary: null }
    expect(classifiedPart(part, { parts: { P: { type: 'bulk_material' } } })).toEqual({
      type: 'bulk_material',
      unit: 'liters',
      isProprietary: true,
      isUnclear: false,
    })
    const given: Policy = { parts: { P: { type: 'bulk_material', unit: 'drums' } } }
    expect(classifiedPart({ ...part, is_proprietary: false }, given)).toMatchObject({
      unit: 'drums',
      isProprietary: false,
    })
  })

  test.each([
    [' v3.1b ', 'V3.1B'],
    ['3.1B', 'V3.1B'],
    ['V3_1B', 'V3.1B'],
    ['V31B', 'V3.1B'],
    ['v4.0', 'V4.0'],
    ['4.0', 'V4.0'],
    ['V4_0', 'V4.0'],
    ['V40', 'V4.0'],
    ['V4', 'V4.0'],
    ['V5', null],
    ['', null],
    [null, null],
  ])('model %s is %s', (legacy, model) => {
    expect(canonicalModel(legacy)).toBe(model)
    expect(canonicalModel(legacy === null ? null : ` ${legacy}`, { models: { V5: 'V4.0' } })).toBe(
      legacy === 'V5' ? 'V4.0' : model,
    )
  })

  test('nobody is active or inactive by chance', () => {
    expect([true, false, null].map(newStatus)).toEqual(['active', 'inactive', 'active'])
  })
})

describeEachDatabase(
  'the mappings say the same in the program and in the database',
  ({ name, db }) => {
    const runs = { numRuns: name === 'PGlite' ? 20 : 60 }

    const ask = async (select: string, rows: readonly object[], types: string): Promise<readonly Found[]> => {
      const numbered = rows.map((row, at) => ({ at, ...row }))
      const from = `from jsonb_to_recordset($1::jsonb) as t (at integer, ${types}) order by at`
      return db().query(`select ${select} ${from}`, [JSON.stringify(numbered)])
    }

    const answers = <T extends string>(...to: readonly T[]): fc.Arbitrary<Record<string, T>> =>
      fc.dictionary(fc.constantFrom('A', "o'clock", 'Wizard', 'constructor', '\\', 'oil'), fc.constantFrom(...to), {
        maxKeys: 3,
      })

    test('parts', async () => {
      const words = [
        'oil',
        'filter',
        'kg',
        'gram',
        'grease',
        'pump',
        'boiler',
        'cleaner',
        'boss aqua',
        'autoboss',
        'proprietary',
        'coil',
      ]
      const part = fc.record({
        part_number: fc.option(fc.constantFrom('A', 'B', "o'clock", 'constructor')),
        name: textOf(...words),
        description: textOf(...words),
        is_proprietary: fc.option(fc.boolean()),
      })
      const given = fc.dictionary(
        fc.constantFrom('A', "o'clock", 'constructor'),
        fc.record(
          { type: fc.constantFrom(...partTypes), unit: fc.constantFrom('drums', "l'") },
          { requiredKeys: ['type'] },
        ),
      )
      await fc.assert(
        fc.asyncProperty(fc.array(part, { maxLength: 60 }), given, async (rows, parts) => {
          const sql = classifiedPartSql(partColumns('t'), { parts })
          const select = Object.entries(sql).map(([name, expression]) => `${expression} as "${name}"`)
          const types = 'part_number text, name text, description text, is_proprietary boolean'
          expect(await ask(select.join(', '), rows, types)).toEqual(rows.map((row) => classifiedPart(row, { parts })))
        }),
        runs,
      )
    })

    test('organisations', async () => {
      const organization = fc.record({
        name: textOf('oraseas', 'boss aqua', 'bossaqua', 'supplier', 'A'),
        type: fc.oneof(
          textOf('warehouse', 'supplier', 'customer'),
          fc.constantFrom('Warehouse', ' supplier ', 'CUSTOMER', null),
        ),
      })
      await fc.assert(
        fc.asyncProperty(
          fc.array(organization, { maxLength: 6 }),
          answers(...organizationTypes),
          async (rows, organizations) => {
            const listed = rows.map((row, at) => ({ id: String(at), ...row }))
            const source =
              'select id, name, type from jsonb_to_recordset($1::jsonb) as t (id text, name text, type text)'
            const text = `select id, rule, organization_type as type from (${organizationTypesSql({ source, policy: { organizations } })}) as o`
            const found = await db().query(text, [JSON.stringify(listed)])
            const typed = organizationTypesOf(listed, { organizations })
            expect(new Map(found.map(({ id, rule, type }) => [id, { rule, type }]))).toEqual(typed)
          },
        ),
        runs,
      )
      const texts = ['Warehouse ', ' customer', 'SUPPLIER', '', '  ', 'Shop', null]
      const found = await ask(
        `${isUnknownTypeSql('type')} as unknown`,
        texts.map((type) => ({ type })),
        'type text',
      )
      expect(found.map(({ unknown }) => unknown)).toEqual([false, false, false, true, true, true, true])
    })

    test('users', async () => {
      const roles = ['Oraseas Admin', 'Customer Admin', 'Customer User', 'super_admin', 'admin', 'Wizard']
      const user = fc.record({
        role: fc.oneof(fc.constantFrom(...roles, '', ' ', null), textOf(...roles)),
        type: fc.option(fc.constantFrom(...organizationTypes)),
        active: fc.option(fc.boolean()),
      })
      const policies = fc.record(
        { roleMap: answers(...userRoles), emptyRole: fc.constantFrom(...userRoles) },
        { requiredKeys: [] },
      )
      await fc.assert(
        fc.asyncProperty(fc.array(user, { maxLength: 60 }), policies, async (rows, policy) => {
          const select = `${newRoleSql('t.role', 't.type', policy)} as role, ${newStatusSql('t.active')} as status,
          ${isUnknownRoleSql('t.role', policy)} is true as unknown, ${isSuperAdminSql('t.role', policy)} is true as super`
          const wanted = rows.map(({ role, type, active }) => {
            const made = newRole(role, type, policy)
            return {
              role: made.role,
              status: newStatus(active),
              unknown: made.finding === 'unknownRole',
              super: newRole(role, 'oraseas_ee', policy).role === 'super_admin' && made.finding !== 'emptyRole',
            }
          })
          expect(await ask(select, rows, 'role text, type text, active boolean')).toEqual(wanted)
        }),
        runs,
      )
    })

    test('machines', async () => {
      const model = fc.oneof(
        textOf('v3.1b', '3.1b', 'v3_1b', 'v31b', 'v4.0', '4.0', 'v4'),
        fc.constantFrom(' v4 ', 'A', ' A', 'V5'),
      )
      await fc.assert(
        fc.asyncProperty(fc.array(model, { maxLength: 60 }), answers(...models), async (texts, given) => {
          const rows = texts.map((text) => ({ text }))
          const found = await ask(`${canonicalModelSql('t.text', { models: given })} as model`, rows, 'text text')
          expect(found.map(({ model: said }) => said)).toEqual(
            texts.map((text) => canonicalModel(text, { models: given })),
          )
        }),
        runs,
      )
    })
  },
  { keep: true },
)
