/** The packed package, installed where nothing else is, does what the first page of the manual says. */
import { execFileSync, spawnSync } from 'node:child_process'
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

const home = fileURLToPath(new URL('../..', import.meta.url))
const root = join(home, '../..')
const folder = realpathSync(mkdtempSync(join(tmpdir(), 'millwright-tarball-')))

/** npm and npx run on the Node of this test, whatever the machine's own one is; npm's variables of an outer run are dropped. */
const outer = Object.entries(process.env).filter(([name]) => !/^(npm_|NODE_OPTIONS|VITEST)/i.test(name))
const env = {
  ...Object.fromEntries(outer),
  PATH: [dirname(process.execPath), process.env.PATH].join(delimiter),
  NO_COLOR: '1',
  CI: 'true',
}

beforeAll(() => {
  execFileSync(process.execPath, ['build/build.ts'], { cwd: home, env })
  execFileSync('npm', ['pack', '--silent', '--pack-destination', folder], { cwd: home, env })
  writeFileSync(join(folder, 'package.json'), '{ "name": "empty", "private": true, "type": "module" }\n')
  execFileSync('npm', ['install', '--silent', '--no-audit', '--no-fund', tarball()], { cwd: folder, env })
}, 120_000)

afterAll(() => rmSync(folder, { recursive: true, force: true }))

const tarball = () => join(folder, readdirSync(folder).find((name) => name.endsWith('.tgz')) ?? 'no tarball')

/** Runs `npx millwright …` in the folder and gives its exit code with both outputs. */
function millwright(...args: string[]) {
  const { status, stdout, stderr } = spawnSync('npx', ['--no', '--', 'millwright', ...args], {
    cwd: folder,
    env,
    encoding: 'utf8',
  })
  return { status, stdout, stderr }
}

describe('the packed package', () => {
  test('holds the bundle, its types and the texts, and nothing else', () => {
    const listed = execFileSync('tar', ['-tzf', tarball()], { encoding: 'utf8' }).trim().split('\n')
    expect(listed).toEqual(expect.arrayContaining(['package/LICENSE', 'package/package.json', 'package/dist/cli.js']))
    expect(
      listed.filter(
        (path) => !/^package\/(bin\/millwright\.js$|dist\/|LICENSE$|README\.md$|package\.json$)/.test(path),
      ),
    ).toEqual([])
    expect(listed.filter((path) => path.endsWith('.ts') && !path.endsWith('.d.ts'))).toEqual([])
  })

  test('answers --help with 0 and an unknown word with 2', () => {
    expect(millwright('--help')).toMatchObject({
      status: 0,
      stdout: expect.stringContaining('Usage: millwright') as string,
    })
    expect(millwright('--no-such-flag')).toMatchObject({ status: 2 })
  })

  test('is typed for a strict program', () => {
    writeFileSync(
      join(folder, 'use.ts'),
      [
        "import * as millwright from 'millwright'",
        "import * as http from 'millwright/http'",
        'export const names: string[] = [...Object.keys(millwright), ...Object.keys(http)]\n',
      ].join('\n'),
    )
    const flags = ['--noEmit', '--strict', '--module', 'nodenext', '--target', 'es2024', '--types', 'node']
    const roots = ['--typeRoots', join(root, 'node_modules/@types')]
    const tsc = join(root, 'node_modules/typescript/bin/tsc')
    const { stdout } = spawnSync(process.execPath, [tsc, ...flags, ...roots, 'use.ts'], {
      cwd: folder,
      encoding: 'utf8',
    })
    expect(stdout).toBe('')
  })

  test('serves an interface with its browsable page from its own files', () => {
    const program = `import { addDocs, newApp, sessionCookie } from 'millwright/http'
const identity = { cookie: sessionCookie('c'), nobody: 'nobody', find: async () => ({ state: 'unknown' }) }
const app = newApp({ errors: { report: console.error }, identity })
addDocs(app, { title: 'T', document: '/openapi.json' })
for (const name of ['', '/docs.js', '/docs.css', '/swagger-ui.css', '/swagger-ui-bundle.js'])
  console.log((await app.request('http://localhost/docs' + name, { headers: { host: 'localhost' } })).status)`
    writeFileSync(join(folder, 'serve.mjs'), program)
    const { stdout, stderr } = spawnSync(process.execPath, ['serve.mjs'], { cwd: folder, env, encoding: 'utf8' })
    expect([stdout, stderr]).toEqual(['200\n'.repeat(5), ''])
  })

  test("sweeps a step of its user's through crashes", () => {
    symlinkSync(join(root, 'node_modules/vitest'), join(folder, 'node_modules/vitest'))
    const shop = join(folder, 'shop')
    mkdirSync(join(shop, 'migrations'), { recursive: true })
    writeFileSync(join(shop, 'millwright.config.json'), '{ "database": "sqlite:app.db" }')
    writeFileSync(
      join(shop, 'migrations', '0001_item.sql'),
      '-- migrate:up\ncreate table item (id integer primary key);\n',
    )
    writeFileSync(join(shop, 'migrations', '0002_load.ts'), load)
    writeFileSync(join(shop, 'items.ndjson'), '{"id":1}\n{"id":2}\n{"id":3}\n')
    writeFileSync(
      join(folder, 'sweep.mjs'),
      `import { crashSweep } from 'millwright/testing'
const { calls, kills, undisturbed } = await crashSweep({ folder: 'shop', task: { command: 'up' }, points: 4 })
console.log(calls > 20, kills, JSON.stringify(undisturbed).includes('item'))`,
    )
    const { stdout, stderr } = spawnSync(process.execPath, ['sweep.mjs'], { cwd: folder, env, encoding: 'utf8' })
    expect([stdout, stderr]).toEqual(['true 4 true\n', expect.not.stringContaining('Error')])
  })

  test('leads from an empty folder to an applied migration', () => {
    expect(millwright('init')).toMatchObject({ status: 0 })
    expect(readdirSync(folder)).toEqual(expect.arrayContaining(['migrations', 'millwright.config.ts']))

    expect(millwright('new', 'add_mills')).toMatchObject({ status: 0 })
    const written =
      readdirSync(join(folder, 'migrations')).find((name) => /add.mills\.sql$/.test(name)) ?? 'no migration'
    const file = join(folder, 'migrations', written)
    expect(readFileSync(file, 'utf8')).toMatch(/-- migrate:up[^]*-- migrate:down/)

    writeFileSync(
      file,
      '-- migrate:up\ncreate table mills (name text primary key);\n-- migrate:down\ndrop table mills;\n',
    )
    expect(millwright('up', '--yes')).toMatchObject({ status: 0 })
    expect(tablesIn(databaseFile())).toContain('mills')

    const status = millwright('status', '--json')
    expect(status.status).toBe(0)
    expect(JSON.stringify(JSON.parse(status.stdout))).toContain(written.replace(/\.sql$/, ''))
  })
})

const load = `import { defineMove, ndjson } from 'millwright'
export default defineMove({}, (m) => {
  m.load('load', { from: ndjson('items.ndjson'), to: 'item', key: ['id'], map: ({ id }) => ({ id }) })
})
`

/** The one file of the folder that SQLite would call a database. */
function databaseFile(): string {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true, encoding: 'utf8' })
  const mine = files.filter(
    (file) => file.isFile() && !file.parentPath.includes('node_modules') && !file.parentPath.includes('backups'),
  )
  const found = mine.map((file) => join(file.parentPath, file.name)).find(isDatabase)
  if (found === undefined) throw new Error('no database was made')
  return found
}

const isDatabase = (file: string): boolean => readFileSync(file).subarray(0, 15).toString() === 'SQLite format 3'

/** Asks the sqlite3 program, which knows nothing of Millwright. */
const tablesIn = (file: string): string => execFileSync('sqlite3', [file, '.tables'], { encoding: 'utf8' })
