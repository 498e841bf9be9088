/** A written copy holds everything: restored, nothing of it differs, and psql reads it as well. */
import { execFileSync, spawnSync } from 'node:child_process'
import { appendFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { compareContent } from '../../src/backup/compare.ts'
import { contentOf } from '../../src/backup/content.ts'
import { pglite } from '../../src/dialects/pglite/pglite.ts'
import { postgres } from '../../src/dialects/postgres/postgres.ts'
import { isProblem } from '../../src/kernel/problem.ts'
import { sql } from '../../src/kernel/sql.ts'
import { schemaDifferences } from '../../src/schema/hash-schema.ts'
import { makeFolder } from './place.ts'
import { richSchema } from './rich-schema.ts'
import { server } from './server.ts'

type Served = typeof postgres | typeof pglite
type Given = readonly [string, Served, (folder: string) => string]

const found = server
const onServer: readonly Given[] = found === undefined ? [] : [['PostgreSQL', postgres, () => found.newUrl()]]
const all: readonly Given[] = [['PGlite', pglite, (folder) => `pglite:${join(folder, 'data')}`], ...onServer]

async function richDatabase(dialect: Served, url: string) {
  const db = await dialect.open(url, { create: true })
  for (const { text } of dialect.split(richSchema)) await db.run(sql.raw(text))
  return db
}

describe.each(all)('%s', (_name, dialect, urlIn) => {
  test('a restored copy differs in nothing', { timeout: 60_000 }, async () => {
    const folder = await makeFolder()
    const url = urlIn(folder)
    const db = await richDatabase(dialect, url)
    const [schema, content] = [await dialect.inspect(db), await contentOf(dialect, db)]
    const path = join(folder, 'a.dump')
    const seen = await dialect.snapshots.take(url, path, (state) => contentOf(dialect, state))
    expect(compareContent(content, seen)).toEqual([])
    const opened = await dialect.snapshots.open(path, url)
    expect(schemaDifferences(schema, await dialect.inspect(opened))).toEqual([])
    expect(compareContent(content, await contentOf(dialect, opened))).toEqual([])
    await opened.close()
    await db.close()
  })

  test('only its owner can read it', async () => {
    const folder = await makeFolder()
    const url = urlIn(folder)
    await (await richDatabase(dialect, url)).close()
    const path = join(folder, 'a.dump')
    await dialect.snapshots.take(url, path, async () => undefined)
    const names = readdirSync(path, { recursive: true }).map(String)
    expect(names.filter((name) => (statSync(join(path, name)).mode & 0o077) !== 0)).toEqual([])
    expect(statSync(path).mode & 0o777).toBe(0o700)
    expect(names).toEqual(expect.arrayContaining(['before.sql', 'after.sql', 'restore.sql', 'contents.json']))
  })

  test('what cannot be copied is refused with its name', async () => {
    const folder = await makeFolder()
    const url = urlIn(folder)
    const db = await dialect.open(url, { create: true })
    await db.run(sql`create function add(integer, integer) returns integer language sql as 'select $1 + $2'`)
    await db.run(sql`create aggregate total (integer) (sfunc = add, stype = integer)`)
    await db.close()
    const refused = dialect.snapshots.take(url, join(folder, 'a.dump'), async () => undefined)
    await expect(refused).rejects.toThrow('holds what Millwright cannot copy: 1 aggregate (total).')
    expect(readdirSync(folder).filter((name) => name.startsWith('a.dump'))).toEqual([])
  })

  test('a copy with a part missing, added or changed is not restored in silence', { timeout: 60_000 }, async () => {
    const folder = await makeFolder()
    const url = urlIn(folder)
    const db = await dialect.open(url, { create: true })
    await db.run(sql`create table t (a integer)`)
    await db.run(sql`insert into t values (1)`)
    await db.close()
    const path = join(folder, 'a.dump')
    const again = async (spoil: () => void): Promise<string> => {
      rmSync(path, { recursive: true, force: true })
      await dialect.snapshots.take(url, path, async () => undefined)
      spoil()
      const error: unknown = await dialect.snapshots.open(path, url).catch((thrown: unknown) => thrown)
      return isProblem(error) ? error.code : 'opened'
    }
    expect(await again(() => rmSync(join(path, 'data', '0001.copy')))).toBe('DB227')
    expect(await again(() => writeFileSync(join(path, 'data', '0002.copy'), ''))).toBe('DB227')
    expect(await again(() => rmSync(join(path, 'before.sql')))).toBe('DB227')
    expect(await again(() => writeFileSync(join(path, 'contents.json'), '{}'))).toBe('DB227')
    expect(await again(() => appendFileSync(join(path, 'data', '0001.copy'), 'x\n'))).toBe('DB209')
    expect(await again(() => appendFileSync(join(path, 'after.sql'), 'selec 1;'))).toBe('DB208')
  })
})

const hasPsql = spawnSync('psql', ['--version']).status === 0

describe.skipIf(found === undefined || !hasPsql)('psql', () => {
  test('makes the same database from a copy', async () => {
    if (found === undefined) return
    const folder = await makeFolder()
    const [from, to] = [found.newUrl(), found.newUrl()]
    const db = await richDatabase(postgres, from)
    const path = join(folder, 'a.dump')
    await postgres.snapshots.take(from, path, async () => undefined)
    await (await postgres.open(to, { create: true })).close()
    execFileSync('psql', ['-q', '-d', to, '-f', 'restore.sql'], { cwd: path, stdio: ['ignore', 'ignore', 'pipe'] })
    const restored = await postgres.open(to)
    expect(compareContent(await contentOf(postgres, db), await contentOf(postgres, restored))).toEqual([])
    await restored.close()
    await db.close()
  })
})
