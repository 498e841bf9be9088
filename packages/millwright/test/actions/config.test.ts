import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { configNames, defineConfig, loadConfig } from '../../src/actions/config.ts'
import { init } from '../../src/actions/init.ts'
import { locate, openProject } from '../../src/actions/project.ts'
import { up } from '../../src/actions/up.ts'
import { quickFolder } from '../../src/testing/quick-folder.ts'
import { problemOf, table } from '../run/project-with.ts'

/** A folder with these files, for as long as the test lives. */
function folderWith(files: { readonly [path: string]: string } = {}): string {
  const root = quickFolder()
  onTestFinished(() => rmSync(root, { recursive: true, force: true }))
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), text)
  }
  return root
}

const asJson = JSON.stringify({ database: 'sqlite:app.db', params: { day: 'monday' } })
const asCode = `export default { database: 'sqlite:app.db', params: { day: 'monday' } }`

describe('a configuration', () => {
  test.each([
    ['millwright.config.json', asJson],
    ['millwright.config.js', asCode],
    ['millwright.config.mjs', asCode],
    [
      'millwright.config.ts',
      `type Day = string\nconst day: Day = 'monday'\nexport default { database: 'sqlite:app.db', params: { day } }`,
    ],
  ])('is read from %s', async (name, text) => {
    const root = folderWith({ [name]: text })
    expect(await loadConfig({ cwd: root })).toEqual({
      root,
      file: join(root, name),
      config: { database: 'sqlite:app.db', params: { day: 'monday' } },
    })
  })

  test('of every kind beside another: the first of the list is taken', async () => {
    const root = folderWith(
      Object.fromEntries(configNames.map((name) => [name, name.endsWith('json') ? asJson : asCode])),
    )
    expect((await loadConfig({ cwd: root })).file).toBe(join(root, 'millwright.config.ts'))
  })

  test('is the nearest one above the folder', async () => {
    const root = folderWith({
      'millwright.config.json': '{"database": "sqlite:outer.db"}',
      'shop/millwright.config.json': '{"database": "sqlite:inner.db"}',
      'shop/src/deep/file.txt': '',
      'other/deep/file.txt': '',
    })
    const found = async (folder: string) => (await openProject({ cwd: join(root, folder) })).url
    expect(await found('shop/src/deep')).toBe(`sqlite:${join(root, 'shop/inner.db')}`)
    expect(await found('other/deep')).toBe(`sqlite:${join(root, 'outer.db')}`)
  })

  test('may be named, from wherever the command is typed; its paths are meant from the file', async () => {
    const root = folderWith({
      'conf/mine.json': '{"database": "sqlite:data/app.db", "migrations": "sql"}',
      'work/x': '',
    })
    const project = await openProject({ cwd: join(root, 'work'), config: '../conf/mine.json' })
    expect(project).toMatchObject({
      root: join(root, 'conf'),
      url: `sqlite:${join(root, 'conf/data/app.db')}`,
      migrations: join(root, 'conf/sql'),
      backups: join(root, 'conf/.millwright/backups'),
      reports: join(root, 'conf/.millwright/reports'),
    })
  })

  test('is not needed when a database is named; what is typed is meant from the working folder', async () => {
    const root = folderWith({ 'migrations/0001_t.sql': table('t', 'id integer') })
    const project = await openProject({ cwd: root, url: 'sqlite:here.db', migrations: 'migrations' })
    expect(project).toMatchObject({
      root,
      url: `sqlite:${join(root, 'here.db')}`,
      migrations: join(root, 'migrations'),
    })
    expect(await up(project)).toMatchObject({ verdict: 'PROVED' })
  })

  test('gives way to what is typed', async () => {
    const config = {
      database: 'sqlite:app.db',
      migrations: 'a',
      params: { day: 'monday', hall: '1' },
      label: 'the shop',
    }
    const root = folderWith({ 'millwright.config.json': JSON.stringify(config), 'sub/x': '' })
    const flags = { cwd: join(root, 'sub'), url: 'sqlite:other.db', migrations: 'b', params: { day: 'sunday' } }
    const project = await openProject(flags)
    expect(project).toMatchObject({
      root,
      url: `sqlite:${join(root, 'sub/other.db')}`,
      migrations: join(root, 'sub/b'),
      params: { day: 'sunday', hall: '1' },
    })
    expect(project.target).toMatch(/^the shop \(sqlite:.+other\.db\)$/)
  })

  test('is frozen, and helps an editor without doing anything', async () => {
    const given = { database: 'sqlite:app.db' }
    expect(defineConfig(given)).toBe(given)
    const { config } = await loadConfig({ cwd: folderWith({ 'millwright.config.json': asJson }) })
    expect(Object.isFrozen(config)).toBe(true)
  })
})

describe('is refused:', () => {
  test('none there and no database named', async () => {
    const root = folderWith()
    expect(await problemOf(openProject({ cwd: root }))).toMatchObject({ code: 'CONF101', exit: 2 })
  })

  test.each([
    ['millwright.config.json', '{"database": '],
    ['millwright.config.ts', 'export default {'],
    ['millwright.config.js', "throw new Error('no')"],
  ])('%s that cannot be read', async (name, text) => {
    const problem = await problemOf(openProject({ cwd: folderWith({ [name]: text }) }))
    expect(problem).toMatchObject({ code: 'CONF102', exit: 2 })
    expect(problem.cause).toBeDefined()
  })

  test('one that was named and is not there', async () => {
    const flags = { cwd: folderWith(), config: 'nowhere.json' }
    expect(await problemOf(openProject(flags))).toMatchObject({ code: 'CONF102', exit: 2 })
  })

  test.each([
    ['{}', 'database'],
    ['{"database": ""}', 'database'],
    ['{"database": 7}', 'database'],
    ['{"database": "sqlite:a", "migration": "x"}', 'migration'],
    ['{"database": "sqlite:a", "backups": {"before": "sometimes"}}', 'backups.before'],
    ['{"database": "sqlite:a", "backups": {"keep": 0}}', 'backups.keep'],
    ['{"database": "sqlite:a", "backups": {"days": 1.5}}', 'backups.days'],
    ['{"database": "sqlite:a", "backups": {"folder": "x"}}', 'folder'],
    ['{"database": "sqlite:a", "batch": {"maxRows": "many"}}', 'batch.maxRows'],
    ['{"database": "sqlite:a", "params": {"day": 1}}', 'params.day'],
    ['[]', 'database'],
    ['null', 'database'],
  ])('%s, with the word that is wrong', async (text, word) => {
    const problem = await problemOf(openProject({ cwd: folderWith({ 'millwright.config.json': text }) }))
    expect(problem).toMatchObject({ code: 'CONF103', exit: 2 })
    expect(problem.message).toContain(word)
  })

  test('a file that exports nothing', async () => {
    const problem = await problemOf(openProject({ cwd: folderWith({ 'millwright.config.js': 'export const x = 1' }) }))
    expect(problem).toMatchObject({ code: 'CONF103' })
  })

  test('a database that nobody knows, without its password', async () => {
    const flags = { cwd: folderWith(), url: 'oracle://ann:secret@shop/db' }
    const problem = await problemOf(openProject(flags))
    expect(problem).toMatchObject({ code: 'CONF104', exit: 2 })
    expect(problem.message).not.toContain('secret')
    await expect(locate('mysql://shop', '/')).rejects.toThrow('No dialect knows')
  })
})

test('what init makes is a project that can be opened, and is never written over', async () => {
  const cwd = folderWith()
  const made = await init({ cwd, url: 'sqlite:it is\'s "mine".db' })
  expect(made.files).toEqual([join(cwd, 'millwright.config.ts'), join(cwd, 'migrations')])
  expect((await openProject({ cwd })).url).toBe(`sqlite:${join(cwd, 'it is\'s "mine".db')}`)
  expect(await problemOf(init({ cwd }))).toMatchObject({ code: 'CONF105', exit: 4 })
  expect(await problemOf(init({ cwd, config: 'millwright.config.json' }))).toMatchObject({ code: 'CONF105' })
  expect(await problemOf(init({ cwd: folderWith(), url: 'mysql://shop' }))).toMatchObject({ code: 'CONF104' })
})
