/** The rows of the evidence of pain that are about the schema of a migrated database, and about what its way back removes. */
import { expect, test } from 'vitest'
import { DataMigrationManager } from '../../src/manager/manager.ts'
import { differences, stateOf } from '../../src/tester/state.ts'
import { runValidation } from '../../src/validator.ts'
import { change, describeServer, value } from '../support/targets.ts'

const minutes = 240_000

describeServer('the pain of the original', ({ make }) => {
  test.each([
    ['had no column is_active', 'alter table users drop column is_active; drop table stock_adjustments', 'false'],
    ['had it', 'select 1', 'true'],
  ])(
    'P-18 the way back removes what was added, and nothing else: a database that %s',
    { timeout: minutes },
    async (_, script, there) => {
      const made = await make()
      await change(made.url, script)
      const before = await stateOf(made)
      const manager = new DataMigrationManager(made)
      expect(await manager.runMigration()).toMatchObject({ verdict: 'PROVED' })
      expect(await manager.rollback()).toMatchObject({ verdict: 'REVERTED', equal: true })
      expect(differences(before, await stateOf(made))).toEqual([])
      const column = `select exists (select from information_schema.columns where table_name = 'users' and column_name = 'is_active')`
      expect(await value(made.url, column)).toBe(there)
    },
  )

  test('P-12 P-21 P-27 what was changed by hand since is found: a type, a column, a stock that its movements do not explain', {
    timeout: minutes,
  }, async () => {
    const made = await make()
    await new DataMigrationManager(made).runMigration({ force: true })
    expect((await runValidation(made)).is_valid).toBe(true)
    await change(
      made.url,
      `alter type transactiontype add value 'stock_reset';
        alter table parts add column shelf text; alter table machines drop column name;
        update inventory set current_stock = current_stock + 1 where id = (select min(id::text)::uuid from inventory)`,
    )
    const { is_valid, results } = await runValidation(made)
    expect(is_valid).toBe(false)
    const found = new Map(results.map(({ id, details, affected_records: n }) => [id, n === 1 ? details.sample[0] : n]))
    expect(found.get('SCH-07')).toBe('transactiontype')
    expect(found.get('SCH-03')).toBe('parts.shelf')
    expect(found.get('SCH-02')).toBe('machines.name')
    expect(found.has('INV-06')).toBe(true)
    expect(await new DataMigrationManager(made).rollback()).not.toMatchObject({ exit_code: 0 })
  })
})
