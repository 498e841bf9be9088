import { describe, expect, test } from 'vitest'
import { backupCreate, backupRestore } from '../../src/actions/backup.ts'
import { down } from '../../src/actions/down.ts'
import { openProject } from '../../src/actions/project.ts'
import { stamp } from '../../src/actions/stamp.ts'
import { status } from '../../src/actions/status.ts'
import { up } from '../../src/actions/up.ts'
import { exec, fileOf, problemOf, projectWith, rowsOf, table, writeMigration } from '../run/project-with.ts'

const files = { '0001_one.sql': table('one', 'id integer primary key') }

/** The same folder and another database, as a configuration for production that names that of development. */
async function pointedAt(url: string, environment: string) {
  const other = await projectWith(files, { database: url, environment })
  return openProject({ cwd: other.root })
}

describe('a database that was marked by its first run', () => {
  test('says what it is, and goes on under the same name', async () => {
    const project = await projectWith(files, { environment: 'development' })
    await up(project)
    expect(await status(project)).toMatchObject({ environment: 'development', exit: 0 })
    writeMigration(project.root, '0002_two.sql', table('two', 'id integer primary key'))
    expect(await up(await openProject({ cwd: project.root }))).toMatchObject({ verdict: 'PROVED' })
  })

  test('is refused by every command of another environment, and nothing is changed', async () => {
    const project = await projectWith(files, { environment: 'development' })
    await up(project)
    const wrong = await pointedAt(`sqlite:${fileOf(project)}`, 'production')
    writeMigration(wrong.root, '0002_two.sql', table('two', 'id integer primary key'))
    for (const command of [status, up, (one: typeof wrong) => down(one, { yes: true }), backupCreate])
      expect(await problemOf(command(wrong))).toMatchObject({ code: 'CONF107', exit: 4 })
    const { id } = await backupCreate({ ...wrong, config: { ...wrong.config, environment: 'development' } })
    expect(await problemOf(backupRestore(wrong, { id, yes: true }))).toMatchObject({ code: 'CONF107' })
    expect(await problemOf(stamp(wrong, { target: '0001' }))).toMatchObject({ code: 'CONF107' })
    expect(rowsOf(project, 'select count(*) from millwright_run')).toEqual(['1'])
    expect(rowsOf(project, "select name from sqlite_schema where name = 'two'")).toEqual([])
  })

  test('a copy that was made on purpose is told so, in the words of the problem', async () => {
    const project = await projectWith(files, { environment: 'production' })
    await up(project)
    const copy = await pointedAt(`sqlite:${fileOf(project)}`, 'staging')
    const { text } = await problemOf(status(copy))
    exec(project, /`(update [^`]+)`/.exec(text.next ?? '')?.[1] ?? '')
    expect(await status(copy)).toMatchObject({ environment: 'staging' })
  })

  test('a configuration that says nothing is shown the name, and a stamp marks as well', async () => {
    const project = await projectWith(files, { environment: 'production' })
    exec(project, 'create table one (id integer primary key)')
    await stamp(project, { target: '0001' })
    const silent = await projectWith(files, { database: `sqlite:${fileOf(project)}` })
    expect(await status(silent)).toMatchObject({ environment: 'production' })
  })
})
