import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { expectedSchema } from '../../src/checks/schema/expected.ts'
import { readCatalogue } from '../../src/checks/schema/catalogue.ts'
import { onDatabase } from '../../src/database/engine.ts'
import { targetSchema } from '../../src/database/schema-files.ts'
import { DataMigrationManager } from '../../src/manager/manager.ts'
import { projectOf } from '../../src/manager/options.ts'
import { differences, stateOf } from '../../src/tester/state.ts'
import type { Throwaway } from '../../src/tester/throwaway.ts'
import { change, describeEachTarget, describeServer, expectShape, value } from '../support/targets.ts'

const minutes = 240_000
const killedProgram = fileURLToPath(new URL('../../src/tester/killed.ts', import.meta.url))

/** A process that is killed when the first batch of stock has moved. */
function killInInventory({ url, directory }: Throwaway): void {
  const order = JSON.stringify({ url, directory, step: 'migrate_inventory' })
  const flags = ['--conditions=millwright-source', '--disable-warning=ExperimentalWarning']
  expect(spawnSync(process.execPath, [...flags, killedProgram, order]).signal).toBe('SIGKILL')
}

describeEachTarget('a migration whose process was killed', ({ make }) => {
  test('goes on where its last commit left it, and its report tells all of it', { timeout: minutes }, async () => {
    const made = await make()
    const before = await stateOf(made)
    killInInventory(made)
    const manager = new DataMigrationManager(made)
    await expect(manager.runMigration({ force: true })).rejects.toMatchObject({ code: 'ABP302', exit: 4 })
    const report = await manager.resume()
    expectShape('migration', report)
    expect(report).toMatchObject({ verdict: 'PROVED', total_records_migrated: 63, exit_code: 0 })
    expect(report.steps.slice(2).map(({ status }) => status)).toEqual(Array.from({ length: 9 }, () => 'completed'))
    expect(report.rollback_info).toMatchObject({ backup_proved: true, performed: false })
    expect(await value(made.url, 'select count(*) || $$ $$ || sum(quantity) from transactions')).toBe('20 390.000')
    expect(await manager.rollback()).toMatchObject({ verdict: 'REVERTED', equal: true })
    expect(differences(before, await stateOf(made))).toEqual([])
  })
})

describeServer('a database', ({ make }) => {
  test('that has the new model by other means is neither moved nor taken back', { timeout: minutes }, async () => {
    const made = await make()
    await change(made.url, `drop schema public cascade; create schema public; ${targetSchema()}`)
    const manager = new DataMigrationManager(made)
    await expect(manager.runMigration()).rejects.toMatchObject({ code: 'ABP303', exit: 4 })
    await expect(manager.rollback()).rejects.toMatchObject({ code: 'ABP304', exit: 4 })
    await expect(manager.contract({ keepDays: 0, yes: true })).rejects.toMatchObject({ code: 'ABP304' })
  })

  test('is contracted when the way back need not be kept, and not before', { timeout: minutes }, async () => {
    const made = await make()
    const manager = new DataMigrationManager(made)
    await manager.runMigration({ force: true })
    await expect(manager.contract({ yes: true })).rejects.toMatchObject({ code: 'ABP308', exit: 4 })
    await expect(manager.contract({ keepDays: 0 })).rejects.toMatchObject({ code: 'ABP309', exit: 4 })
    expect(await manager.contract({ keepDays: 0, yes: true })).toMatchObject({ verdict: 'PROVED', exit_code: 0 })
    const project = await projectOf(made)
    expect(await onDatabase(project, (db) => readCatalogue(db))).toEqual(expectedSchema('protocols').required)
    expect(await manager.runMigration()).toMatchObject({ already_migrated: true, verdict: 'PROVED' })
    expect(await manager.contract({ keepDays: 0, yes: true })).toMatchObject({
      exit_code: 0,
      reason: 'there was nothing left to drop',
    })
  })

  test('that is not there is told so', async () => {
    const nowhere = { url: 'pglite:/nowhere/parts' }
    for (const work of [
      () => new DataMigrationManager(nowhere).runMigration(),
      () => new DataMigrationManager(nowhere).resume(),
      () => new DataMigrationManager(nowhere).rollback(),
      () => new DataMigrationManager(nowhere).contract(),
    ])
      await expect(work()).rejects.toMatchObject({ code: 'ABP301', exit: 4 })
  })
})
