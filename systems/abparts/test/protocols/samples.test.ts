/** The protocols to begin with: those of the trade, with a part only where the catalogue leaves no choice. */
import { expect, test } from 'vitest'
import { targetSchema } from '../../src/database/schema-files.ts'
import { migrationScript, protocolMigrations } from '../../src/move/scripts.ts'
import { addSamples } from '../../src/protocols/samples.ts'
import { validateDatabase } from '../../src/checks/validate.ts'
import { describeEachDatabase } from '../support/databases.ts'

const schema = [targetSchema(), ...protocolMigrations.map((name) => migrationScript(name, 'up'))].join('\n')

const wanted = [
  ['Daily start', 'daily', null, false, null, 5, 3],
  ['Daily end', 'daily', null, false, null, 5, 1],
  ['Weekly', 'weekly', null, false, null, 6, 1],
  ['First service, 50 h', 'scheduled', '50.00', false, 'V3.1B', 4, 2],
  ['Service 250 h', 'scheduled', '250.00', true, null, 5, 2],
  ['Service 500 h', 'scheduled', '500.00', true, null, 6, 4],
  ['Service 1000 h', 'scheduled', '1000.00', true, null, 6, 4],
]

describeEachDatabase('sample protocols', ({ db }) => {
  test('are the daily, the weekly, the first and the recurring services, 37 items in all, and break no rule', async () => {
    await db().exec(schema)
    expect(await db().transaction(addSamples)).toEqual({ added: 7, without_part: 10 })
    const rows =
      await db().query(`select p.name, p.protocol_type, p.service_interval_hours, p.is_recurring, p.machine_model,
        count(i.id)::int as items, count(*) filter (where i.is_critical)::int as critical
      from maintenance_protocols as p join protocol_checklist_items as i on i.protocol_id = p.id
      group by p.id order by p.display_order`)
    expect(rows.map((row) => Object.values(row))).toEqual(wanted)
    expect(wanted.reduce((sum, [, , , , , items]) => sum + Number(items), 0)).toBe(37)
    const { results } = await validateDatabase(db(), { rules: 'rows' })
    expect(results.filter(({ id }) => id.startsWith('MNT')).map(({ id, severity }) => [id, severity])).toEqual([
      ['MNT-04', 'warning'], // the replacements of which nobody knows the part yet
    ])
    expect(await db().transaction(addSamples)).toEqual({ added: 0, without_part: 0 })
  })

  test('name the part where there is exactly one of that name', async () => {
    await db().exec(`${schema}; insert into parts (part_number, name, part_type, unit_of_measure) values
      ('P-1', 'grease', 'bulk_material', 'kg'), ('P-2', 'Oil Filter', 'consumable', 'pieces'),
      ('P-3', 'Gasket', 'consumable', 'pieces'), ('P-4', 'Gasket', 'consumable', 'pieces')`)
    expect(await db().transaction(addSamples)).toEqual({ added: 7, without_part: 4 })
    const rows = await db().query(`select distinct p.part_number from protocol_checklist_items as i
      join parts as p on p.id = i.part_id order by 1`)
    expect(rows.map(({ part_number: number }) => number)).toEqual(['P-1', 'P-2'])
  })
})
