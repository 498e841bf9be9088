import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { DataMigrationManager } from '../../src/manager/manager.ts'
import { differences, stateOf } from '../../src/tester/state.ts'
import { change, describeEachTarget, describeServer, value } from '../support/targets.ts'

const minutes = 240_000

/** What an application does once the new model is there. */
const later = `
  insert into organizations (name, organization_type) values ('Later Organization', 'customer');
  insert into users (organization_id, username, password_hash, email, role)
    select id, 'later', 'x', 'later@example.test', 'admin' from organizations where name = 'Later Organization'`

const movement = `
  insert into transactions (transaction_type, part_id, to_warehouse_id, quantity, unit_of_measure, performed_by_user_id, transaction_date)
    select 'creation', i.part_id, i.warehouse_id, 4, i.unit_of_measure, u.id, now()
    from users as u, (select * from inventory order by id limit 1) as i where u.username = 'user_0'`

describeEachTarget('the way back', ({ make }) => {
  test('keeps what came later and fits, and refuses to lose a movement without a word', {
    timeout: minutes,
  }, async () => {
    const made = await make()
    const manager = new DataMigrationManager(made)
    const { migration_id: id } = await manager.runMigration({ force: true })
    await change(made.url, later + ';' + movement)
    const moved = await stateOf(made)
    await expect(manager.rollback()).rejects.toMatchObject({
      code: 'ABP305',
      exit: 4,
      message: 'Going back would lose what the old model cannot hold: 1 in transactions.',
    })
    expect(differences(moved, await stateOf(made))).toEqual([])
    const back = await manager.rollback({ acceptConflicts: true })
    expect(back).toMatchObject({ migration_id: id, verdict: 'APPLIED, NOT PROVED', exit_code: 3, equal: false })
    expect(back.reason).toBe('other rows than in the backup: inventory, organizations, users')
    const file = join(made.directory, 'reports', `rollback_conflicts_${id}.json`)
    expect(back.conflicts_file).toBe(file)
    const kept = JSON.parse(readFileSync(file, 'utf8')) as { tables: { transactions: { quantity: number }[] } }
    expect(kept).toMatchObject({
      migration_id: id,
      tables: { transactions: [{ quantity: 4, transaction_type: 'creation' }] },
    })
    const role = `select u.role || ' ' || o.type from users as u join organizations as o on o.id = u.organization_id where username = 'later'`
    expect(await value(made.url, role)).toBe('Customer Admin Customer')
  })
})

describeServer('the way back', ({ make }) => {
  test('with a backup that is named gives every row of it back', { timeout: minutes }, async () => {
    const made = await make()
    const before = await stateOf(made)
    const manager = new DataMigrationManager(made)
    const { rollback_info: info } = await manager.runMigration({ force: true })
    await change(
      made.url,
      `${later};${movement};update parts set name = 'X', image_urls = null; update users set password_hash = 'lost'`,
    )
    const back = await manager.rollback({ backup: info?.backup_file ?? '', acceptConflicts: true })
    expect(back).toMatchObject({ verdict: 'REVERTED', equal: true, exit_code: 0 })
    expect(differences(before, await stateOf(made))).toEqual([])
  })

  test('of a migration that was taken back before still gives the rows of its backup', {
    timeout: minutes,
  }, async () => {
    const made = await make()
    const before = await stateOf(made)
    const manager = new DataMigrationManager(made)
    const { rollback_info: info } = await manager.runMigration({ force: true })
    await manager.rollback()
    await change(made.url, `update parts set name = 'X'`)
    const backup = info?.backup_file ?? ''
    await expect(manager.rollback({ backup })).rejects.toMatchObject({ exit: 4 })
    expect(await manager.rollback({ backup, acceptConflicts: true })).toMatchObject({
      verdict: 'REVERTED',
      equal: true,
    })
    expect(differences(before, await stateOf(made))).toEqual([])
  })

  test('rounds nothing', { timeout: minutes }, async () => {
    const made = await make()
    const manager = new DataMigrationManager(made)
    await manager.runMigration({ force: true })
    await change(
      made.url,
      `update part_usage set quantity_used = 0.5 where id = (select min(id::text)::uuid from part_usage)`,
    )
    const id = await value(made.url, 'select min(id::text) from part_usage')
    for (const flags of [{}, { acceptConflicts: true }])
      await expect(manager.rollback(flags)).rejects.toMatchObject({
        code: 'ABP306',
        message: `1 quantity has a fraction, and the old tables hold whole numbers: part_usage.quantity_used ${id}.`,
      })
  })

  test('once: the second time there is nothing to take back', { timeout: minutes }, async () => {
    const made = await make()
    const manager = new DataMigrationManager(made)
    await expect(manager.rollback()).rejects.toMatchObject({ code: 'ABP304', exit: 4 })
    await manager.runMigration({ force: true })
    await manager.rollback()
    await expect(manager.rollback()).rejects.toMatchObject({ code: 'ABP304', exit: 4 })
    expect(await manager.runMigration({ force: true })).toMatchObject({ verdict: 'PROVED' })
  })

  test('of two who migrate at once, one does and the other is refused or finds it done', {
    timeout: minutes,
  }, async () => {
    const made = await make()
    const ends = await Promise.allSettled(
      [1, 2].map(() => new DataMigrationManager(made).runMigration({ force: true })),
    )
    const verdicts = ends.map((end) => (end.status === 'fulfilled' ? end.value.verdict : String(end.reason)))
    expect(verdicts.filter((word) => word === 'PROVED').length).toBeGreaterThanOrEqual(1)
    expect(
      verdicts.filter((word) => word !== 'PROVED' && word !== 'REFUSED' && !word.includes('not finished')),
    ).toEqual([])
    expect(await value(made.url, 'select count(*) from transactions')).toBe('20')
  })
})
