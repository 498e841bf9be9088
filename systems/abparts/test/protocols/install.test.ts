/** The maintenance protocols come to a moved database in every state in which they were met, and go again. */
import { status, up } from 'millwright'
import { expect, test } from 'vitest'
import { DataMigrationManager } from '../../src/manager/manager.ts'
import { projectOf } from '../../src/manager/options.ts'
import { migrationScript } from '../../src/move/scripts.ts'
import { installProtocols, removeProtocols } from '../../src/protocols/install.ts'
import type { Throwaway } from '../../src/tester/throwaway.ts'
import { differences, stateOf } from '../../src/tester/state.ts'
import { ask, change, describeEachTarget, describeServer, type Target, value } from '../support/targets.ts'

const minutes = 300_000

async function moved({ make }: Target): Promise<Throwaway> {
  const one = await make()
  expect(await new DataMigrationManager(one).runMigration({ force: true })).toMatchObject({ verdict: 'PROVED' })
  return one
}

const whole = { tables: 5, columns: 53, added_columns: 2, foreign_keys: 12 }
const script = migrationScript('0008_add_maintenance_protocols', 'up')
const protocol = `insert into maintenance_protocols (name, protocol_type) values ('Daily start', 'daily')`

describeEachTarget('the maintenance protocols', (target) => {
  test('S0 S1 are added and proved; a second time nothing is written; and the way back leaves what was before', {
    timeout: minutes,
  }, async () => {
    const one = await moved(target)
    const was = await stateOf(one)
    const first = await installProtocols(one)
    expect([first.verdict, first.inventory]).toMatchObject(['PROVED', whole])
    expect(await value(one.url, 'select count(*) from machines where machine_model = model_type')).toBe('2')
    const added = await stateOf(one)
    expect(await installProtocols(one)).toMatchObject({
      verdict: 'PROVED',
      reason: 'the protocols are there already: nothing was changed',
    })
    expect(differences(added, await stateOf(one))).toEqual([])
    await change(one.url, protocol)
    await expect(removeProtocols(one, {})).rejects.toMatchObject({
      code: 'ABP505',
      message: 'The way back would drop rows of the maintenance protocols: 1 in maintenance_protocols.',
    })
    expect(await removeProtocols(one, { yes: true })).toMatchObject({ verdict: 'PROVED', exit_code: 0 })
    expect(differences(was, await stateOf(one))).toEqual([])
    await expect(removeProtocols(one, { yes: true })).rejects.toMatchObject({ code: 'ABP506' })
  })
})

describeServer('the maintenance protocols', (target) => {
  test('are not added to a database of the old model', { timeout: minutes }, async () => {
    await expect(installProtocols(await target.make())).rejects.toMatchObject({ code: 'ABP501' })
  })

  test('S2 known to the ledger and lost in part: named, and made on request with every row kept', {
    timeout: minutes,
  }, async () => {
    const one = await moved(target)
    await installProtocols(one)
    await change(one.url, `${protocol}; drop table maintenance_reminders`)
    await expect(installProtocols(one)).rejects.toMatchObject({
      code: 'ABP503',
      message: expect.stringContaining('tables missing: maintenance_reminders') as string,
    })
    const { verdict, made, inventory } = await installProtocols(one, { repair: true })
    expect([verdict, made[0], inventory]).toMatchObject(['PROVED', 'table maintenance_reminders', whole])
    expect(inventory.rows['maintenance_protocols']).toBe(1)
    expect((await status(await projectOf(one))).drift).toEqual([])
  })

  test.each([
    ['S5 S6 in part', 2, script.slice(0, script.indexOf('create table maintenance_executions'))],
    ['S3 as a whole', 5, script],
  ] as const)(
    '%s made by hand and as they must be: completed, recorded, and no row is touched',
    {
      timeout: minutes,
    },
    async (_, count, hand) => {
      const one = await moved(target)
      if (count === 5) await up(await projectOf(one), { target: '0007', yes: true }) // they stand on what comes with these
      await change(one.url, `${hand}; ${protocol}`)
      const { verdict, reason, made, inventory } = await installProtocols(one)
      expect([verdict, inventory]).toMatchObject(['PROVED', whole])
      expect(reason).toBe(`${count} of the tables were there and as they must be; the history knows them now`)
      expect(made.filter((what) => what.startsWith('table'))).toHaveLength(5 - count)
      expect(inventory.rows['maintenance_protocols']).toBe(1)
      expect((await status(await projectOf(one))).drift).toEqual([])
    },
  )

  test('S4 made by hand and different: refused with the difference; empty ones are made anew on request, full ones never', {
    timeout: minutes,
  }, async () => {
    const one = await moved(target)
    await change(
      one.url,
      'create table maintenance_protocols (id uuid primary key, name varchar(255) not null, protocol_type varchar(50) not null)',
    )
    const { code, message } = (await installProtocols(one).catch((error: unknown) => error)) as {
      code: string
      message: string
    }
    expect([code, message]).toEqual([
      'ABP502',
      expect.stringContaining('columns missing: maintenance_protocols.service_interval_hours'),
    ])
    await change(one.url, `insert into maintenance_protocols values (gen_random_uuid(), 'Mine', 'daily')`)
    await expect(installProtocols(one, { recreate: true })).rejects.toMatchObject({
      code: 'ABP504',
      message: 'Tables that hold rows are not made anew: 1 in maintenance_protocols.',
    })
    expect(await value(one.url, 'select name from maintenance_protocols')).toBe('Mine')
    await change(one.url, 'delete from maintenance_protocols')
    expect(await installProtocols(one, { recreate: true })).toMatchObject({ verdict: 'PROVED', inventory: whole })
  })

  test('P-18 what was there before stays when they are taken back', { timeout: minutes }, async () => {
    const one = await moved(target)
    await installProtocols(one)
    await change(one.url, 'comment on column machines.machine_model is null') // as where somebody else had added it
    await removeProtocols(one, { yes: true })
    expect(
      await ask(one.url, `select machine_model from machines where machine_model is not null limit 1`),
    ).toHaveLength(1)
  })

  test('S12 a statement in the middle fails: nothing of them stays, and the next try succeeds', {
    timeout: minutes,
  }, async () => {
    const one = await moved(target)
    await change(one.url, 'create view idx_reminder_due_hours as select 1 as in_the_way')
    const failed = await installProtocols(one).catch((error: unknown) => error)
    expect(failed).toMatchObject({ exit: 4 })
    expect(await value(one.url, `select count(*) from pg_class where relname like 'maintenance_%'`)).toBe('0')
    await change(one.url, 'drop view idx_reminder_due_hours')
    expect(await installProtocols(one)).toMatchObject({ verdict: 'PROVED', inventory: whole })
  })
})
