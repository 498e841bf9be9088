/** Rows of the evidence of pain that this move answers, by their numbers: each must fail without its mechanism. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { up } from 'millwright'
import { readCatalogue } from '../../src/checks/schema/catalogue.ts'
import { expectedSchema } from '../../src/checks/schema/expected.ts'
import { onDatabase } from '../../src/database/engine.ts'
import { DataMigrationManager } from '../../src/manager/manager.ts'
import { projectOf } from '../../src/manager/options.ts'
import { differences, stateOf } from '../../src/tester/state.ts'
import { runValidation } from '../../src/validator.ts'
import { change, describeEachTarget, describeServer, value } from '../support/targets.ts'

const minutes = 240_000

describeEachTarget('the pain of the original', ({ make }) => {
  test('P-13 P-28 no row is deleted and no date is rewritten, and P-10 a trigger that changes stock is found out', {
    timeout: minutes,
  }, async () => {
    const made = await make()
    await change(
      made.url,
      `create function doubling() returns trigger language plpgsql as $$ begin new.current_stock := new.current_stock * 2; return new; end $$;
        create trigger doubling before update on inventory for each row execute function doubling()`,
    )
    const before = await stateOf(made)
    const manager = new DataMigrationManager(made)
    const refused = await manager.runMigration()
    expect(refused).toMatchObject({ verdict: 'REFUSED', exit_code: 4, status: 'failed' })
    expect(refused.validation_errors.map(({ id }) => id)).toEqual(['SCH-08'])
    const forced = await manager.runMigration({ force: true })
    expect(forced).toMatchObject({ verdict: 'REVERTED', exit_code: 6, status: 'rolled_back' })
    expect(forced.reason).toContain(
      `migrate_organizations refuses when triggers answer what the steps write (1: key='inventory.doubling')`,
    )
    expect(forced.options.force).toBe(true)
    expect(differences(before, await stateOf(made))).toEqual([])
    await change(made.url, 'drop trigger doubling on inventory; drop function doubling()')
    const report = await manager.runMigration({ force: true })
    const kept = report.invariants.filter(({ name }) => /^(count|content)/.test(name)).map(({ equal }) => equal)
    expect(kept).toEqual(kept.map(() => true))
    expect(report.verdict).toBe('PROVED')
    expect(
      await value(
        made.url,
        `select document::text like '%validation and rehearsal were skipped%' from millwright_run
      where id = '${report.migration_id}'`,
      ),
    ).toBe('true')
  })

  test('P-23 a finding is a gate: exit code 4, and nothing was moved', { timeout: minutes }, async () => {
    const made = await make()
    await change(
      made.url,
      `alter table users drop constraint users_organization_id_fkey;
      update users set organization_id = md5('nobody')::uuid where username = 'user_3'`,
    )
    const before = await stateOf(made)
    for (const flags of [{}, { skipValidation: true }, { dryRun: true }]) {
      const report = await new DataMigrationManager(made).runMigration(flags)
      expect(report).toMatchObject({ verdict: 'REFUSED', exit_code: 4 })
      expect(report.steps[0]?.error_message).toContain('LEG-14: 1 user of an organisation that does not exist')
      expect(report.steps.slice(1).map(({ status }) => status)).toEqual(Array.from({ length: 10 }, () => 'not_started'))
    }
    expect(differences(before, await stateOf(made))).toEqual([])
  })
})

describeServer('the pain of the original', ({ make }) => {
  test('P-01 the history builds the old database out of nothing, and P-22 it is the one that is declared', {
    timeout: minutes,
  }, async () => {
    const made = await make()
    await change(made.url, 'drop schema public cascade; create schema public')
    const project = await projectOf(made)
    expect(await up(project, { target: '0002', yes: true, backup: false })).toMatchObject({ verdict: 'PROVED' })
    await change(made.url, 'drop schema public cascade; create schema public')
    expect(await up(project, { target: '0001', yes: true, backup: false })).toMatchObject({ verdict: 'PROVED' })
    expect(await onDatabase(project, (db) => readCatalogue(db))).toEqual(expectedSchema('legacy').allowed)
  })

  test('P-09 every report says which database it was, and hides its password', { timeout: minutes }, async () => {
    const made = await make()
    const url = made.url.replace('postgres@', 'postgres:a-secret@')
    const report = await new DataMigrationManager({ ...made, url }).runMigration({ dryRun: true })
    expect(report.target).toContain('/mw_test_abparts_')
    expect(report.target).toContain('postgres:***@')
    const log = readFileSync(join(made.directory, 'logs', 'migration.log'), 'utf8')
    expect(`${JSON.stringify(report)}${log}`).not.toContain('a-secret')
  })

  test('P-11 models change their spelling and nothing else, and P-19 by rules that are the same everywhere', {
    timeout: minutes,
  }, async () => {
    const [one, other] = [await make({ sample: 'small_sample' }), await make({ sample: 'small_sample' })]
    const histogram = `select string_agg(model || ' ' || n, ', ' order by model) from (
      select model_type as model, count(*) as n from machines group by 1) as models`
    for (const { url, directory } of [one, other]) {
      await change(
        url,
        `update machines set model_type = case model_type when 'V4.0' then 'V4_0' else '3.1b' end where serial_number > 'AB-000000007'`,
      )
      await new DataMigrationManager({ url, directory }).runMigration({ force: true })
      expect(await value(url, histogram)).toBe('V3.1B 8, V4.0 7')
    }
    const made = `select md5(string_agg(t::text, ',' order by t::text)) from (
      select id::text, name from warehouses union all select id::text, to_warehouse_id::text from transactions) as t`
    expect(await value(one.url, made)).toBe(await value(other.url, made))
  })

  test('P-14 nothing that depends on a column is dropped with it: a view stops the move and is still there', {
    timeout: minutes,
  }, async () => {
    const made = await make()
    await change(
      made.url,
      'create view low_stock as select part_id from inventory where current_stock < minimum_stock_recommendation',
    )
    const before = await stateOf(made)
    const report = await new DataMigrationManager(made).runMigration()
    expect(report).toMatchObject({ verdict: 'REVERTED', exit_code: 6 })
    expect(report.reason).toContain('cannot alter type of a column used by a view or rule')
    expect(await value(made.url, `select to_regclass('low_stock') is not null`)).toBe('true')
    expect(differences(before, await stateOf(made))).toEqual([])
  })

  test('P-15 P-16 without a proved backup nothing is written', { timeout: minutes }, async () => {
    const made = await make()
    writeFileSync(join(made.directory, 'backups'), 'a file where the folder should be')
    const before = await stateOf(made)
    const report = await new DataMigrationManager(made).runMigration({ force: true })
    expect(report.steps[1]).toMatchObject({ name: 'backup_existing_data', status: 'failed' })
    expect(report).toMatchObject({ status: 'rolled_back', rollback_info: null })
    expect(differences(before, await stateOf(made))).toEqual([])
    expect(await value(made.url, `select to_regclass('millwright_run') is null`)).toBe('true')
  })

  test('P-17 a backup is not written where Git would take it', { timeout: minutes }, async () => {
    const made = await make()
    const tree = join(made.directory, 'tree')
    mkdirSync(tree)
    spawnSync('git', ['init', '--quiet', tree])
    const manager = new DataMigrationManager({ ...made, directory: tree })
    const report = await manager.runMigration({ force: true })
    expect(report.steps[1]?.error_message).toMatch(
      /^ABP212 The backup .* would stand in a Git work tree that does not ignore it\.$/,
    )
    expect(report).toMatchObject({ verdict: 'REFUSED', exit_code: 4 })
    writeFileSync(join(tree, '.gitignore'), 'backups/\n')
    expect(await manager.runMigration({ force: true })).toMatchObject({ verdict: 'PROVED' })
  })

  test('P-20 a column that is there is not yet the column that is meant', async () => {
    const made = await make()
    await change(
      made.url,
      'alter table machines alter column created_at type timestamp; alter table parts alter column name type text',
    )
    const { results } = await runValidation(made)
    expect(results.find(({ id }) => id === 'SCH-04')?.details.sample).toEqual([
      'machines.created_at: timestamp without time zone not null default now(), not timestamp with time zone not null default now()',
      'parts.name: text not null, not character varying(255) not null',
    ])
    expect(results.find(({ id }) => id === 'SCH-09')?.details.sample).toEqual(['machines.created_at'])
    expect(await new DataMigrationManager(made).runMigration()).toMatchObject({ verdict: 'REFUSED' })
  })

  test('P-03 P-07 a killed migration is neither forgotten nor begun again: it is finished or taken back', {
    timeout: minutes,
  }, async () => {
    const made = await make()
    const report = await stoppedIn(made)
    expect(report).toMatchObject({ status: 'paused', exit_code: 5, completed_at: null })
    await expect(new DataMigrationManager(made).runMigration()).rejects.toMatchObject({ code: 'ABP302', exit: 4 })
    const resumed = await new DataMigrationManager(made).resume()
    expect(resumed).toMatchObject({ verdict: 'PROVED', migration_id: report.migration_id, exit_code: 0 })
  })
})

/** A migration that is asked to pause when its stock is about to move. */
async function stoppedIn(made: { readonly url: string; readonly directory: string }) {
  const stop = new AbortController()
  return new DataMigrationManager(made).runMigration({
    force: true,
    signal: stop.signal,
    onEvent: (event) => {
      if (event.type === 'step' && event.step.name === 'migrate_parts') stop.abort()
    },
  })
}
