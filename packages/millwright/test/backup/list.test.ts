/** What lies in the directory: backups, and what killed or careless hands left there. */
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { findLeftovers } from '../../src/backup/leftovers.ts'
import { listBackups } from '../../src/backup/list.ts'
import { type Manifest, writeManifest } from '../../src/backup/manifest.ts'
import { pruneBackups } from '../../src/backup/retention.ts'
import { aManifest, aProof, clockAt, newFolder, problemOf } from './support.ts'

const now = '2026-06-30T12:00:00.000Z'
const clock = clockAt(now)
const policy = { keep: 1, days: 30, referenced: new Set<string>() }
const claimOf = (pid: number, host = hostname()) => JSON.stringify({ host, pid })
const gone = 2 ** 22 + 1
const old = new Date('2026-06-29T00:00:00Z')

async function directoryWith(...moments: readonly string[]) {
  const directory = newFolder('backups')
  chmodSync(directory, 0o700)
  const made: Manifest[] = []
  for (const moment of moments) {
    const manifest = aManifest(moment, { proof: aProof() })
    writeFileSync(join(directory, manifest.file), 'x', { mode: 0o600 })
    await writeManifest(join(directory, `${manifest.id}.json`), manifest)
    made.push(manifest)
  }
  const put = (name: string, text = '', age?: Date) => {
    writeFileSync(join(directory, name), text, { mode: 0o600 })
    if (age !== undefined) utimesSync(join(directory, name), age, age)
  }
  return { directory, made, put, names: () => readdirSync(directory).sort() }
}

describe('listBackups', () => {
  test('lists the newest first, and other files not at all', async () => {
    const { directory, made, put } = await directoryWith('2026-01-01T00:00:00.000Z', '2026-03-01T00:00:00.000Z')
    put('ocm_backup_20260131_235959.json', '[]')
    put('notes.txt')
    expect(await listBackups(directory)).toEqual({ backups: made.toReversed(), findings: [] })
  })

  test('a directory that does not exist holds none', async () => {
    expect(await listBackups(join(newFolder(), 'none'))).toEqual({ backups: [], findings: [] })
  })

  test('names what is wrong, and does not count it', async () => {
    const { directory, made, put } = await directoryWith(
      ...[1, 2, 3, 4].map((month) => `2026-0${month}-01T00:00:00.000Z`),
    )
    const ids = made.map(({ id }) => id) as [string, string, string, string]
    rmSync(join(directory, `${ids[0]}.db`))
    put(`${ids[1]}.db`, 'longer than it was')
    put(`${ids[2]}.json`, '{')
    put('backup_20260505_000000.db')
    const { backups, findings } = await listBackups(directory)
    expect(backups.map(({ id }) => id)).toEqual([ids[3]])
    expect(findings.map(({ code, subject, severity }) => [code, subject, severity])).toEqual([
      ['BAK223', ids[0], 'error'],
      ['BAK223', ids[1], 'error'],
      ['BAK221', ids[2], 'error'],
      ['BAK222', 'backup_20260505_000000', 'error'],
    ])
    expect(findings[0]?.message).toBe(`the file ${ids[0]}.db is missing.`)
    expect(findings[3]?.message).toBe('backup_20260505_000000.db has no manifest, so nothing is known of it.')
  })

  test('tells what other users can read, and how to stop it', async () => {
    const { directory, made } = await directoryWith('2026-01-01T00:00:00.000Z')
    const file = join(directory, made[0]?.file as string)
    chmodSync(file, 0o644)
    chmodSync(directory, 0o755)
    const { backups, findings } = await listBackups(directory)
    expect(backups).toHaveLength(1)
    expect(findings).toMatchObject([
      {
        code: 'BAK224',
        severity: 'warning',
        message: `${directory} can be read by other users.`,
        answer: `chmod go= ${directory}`,
      },
      { code: 'BAK224', subject: made[0]?.id, answer: `chmod go= ${file}` },
    ])
  })

  test('a backup in the making is none yet', async () => {
    const { directory, put } = await directoryWith()
    for (const ending of ['.db', '.claim']) put(`backup_20260101_000000${ending}`, claimOf(process.pid))
    expect(await listBackups(directory)).toEqual({ backups: [], findings: [] })
  })
})

describe('leftovers', () => {
  const id = 'backup_20260101_000000'
  const cases: readonly (readonly [string, readonly (readonly [string, string, Date?])[], readonly string[]])[] = [
    [
      'a copy that was cut off',
      [
        ['.db.partial', 'x'],
        ['.db.partial-journal', 'x'],
        ['.claim', claimOf(gone)],
      ],
      ['.db.partial', '.db.partial-journal', '.claim'],
    ],
    [
      'a copy that had its name, but no manifest',
      [
        ['.db', 'x'],
        ['.json.0123456789ab.partial', 'x'],
        ['.claim', claimOf(gone)],
      ],
      ['.db', '.json.0123456789ab.partial', '.claim'],
    ],
    ['a claim that was cut off', [['.claim', '', old]], ['.claim']],
    ['a claim of another machine, long ago', [['.claim', claimOf(1, 'elsewhere'), old]], ['.claim']],
    ['a manifest that was being rewritten', [['.json.0123456789ab.partial', 'x', old]], ['.json.0123456789ab.partial']],
    [
      'nothing of a process that lives',
      [
        ['.db.partial', 'x'],
        ['.claim', claimOf(process.pid)],
      ],
      [],
    ],
    [
      'nothing of a claim just begun',
      [
        ['.db.partial', 'x'],
        ['.claim', '', new Date(now)],
      ],
      [],
    ],
    [
      'nothing of another machine today',
      [
        ['.db.partial', 'x'],
        ['.claim', claimOf(1, 'elsewhere'), new Date(now)],
      ],
      [],
    ],
    ['nothing that was written just now', [['.json.0123456789ab.partial', 'x', new Date(now)]], []],
    ['no file of unknown origin', [['.db', 'x', old]], []],
  ]

  test.each(cases)('%s', async (_what, files, expected) => {
    const { directory, made, put, names } = await directoryWith('2026-06-01T00:00:00.000Z')
    for (const [ending, text, age] of files) put(id + ending, text, age)
    const found = await findLeftovers(directory, clock.now())
    expect(found.flatMap((one) => one.files).sort()).toEqual(expected.map((ending) => id + ending).sort())
    expect(names().length).toBe(2 + files.length)
    const pruned = await pruneBackups({ directory, policy, clock })
    expect(pruned.leftovers).toEqual(expected.length === 0 ? [] : [id])
    expect(names().length).toBe(2 + files.length - expected.length)
    expect(names()).toContain(made[0]?.file)
  })

  test('a backup that is whole loses only the claim of its killed maker', async () => {
    const { directory, made, put, names } = await directoryWith('2026-06-01T00:00:00.000Z')
    put(`${made[0]?.id}.claim`, claimOf(gone))
    await pruneBackups({ directory, policy, clock })
    expect(names()).toEqual([made[0]?.file, `${made[0]?.id}.json`])
  })

  test('a process with the same number that was born later is another one', async () => {
    const { directory, put } = await directoryWith()
    put(`${id}.claim`, JSON.stringify({ host: hostname(), pid: process.pid, born: '1' }))
    const found = await findLeftovers(directory, clock.now())
    expect(found.length).toBe(existsSync('/proc/self/stat') ? 1 : 0)
  })
})

describe('pruneBackups', () => {
  test('removes what the policy lets go, whole, and nothing else', async () => {
    const { directory, made, put, names } = await directoryWith(
      ...[1, 2, 3, 6].map((month) => `2026-0${month}-20T00:00:00.000Z`),
    )
    put('notes.txt')
    put('backup_20250101_000000.db')
    const [first, second, third, last] = made.map(({ id }) => id) as [string, string, string, string]
    const pruned = await pruneBackups({ directory, policy: { ...policy, referenced: new Set([second]) }, clock })
    expect(pruned.decisions.map(({ id, keep }) => [id, keep])).toEqual([
      [last, true],
      [third, false],
      [second, true],
      [first, false],
    ])
    expect(pruned.removed).toEqual([third, first])
    const kept = [second, last].flatMap((id) => [`${id}.db`, `${id}.json`])
    expect(names()).toEqual(['backup_20250101_000000.db', ...kept, 'notes.txt'])
  })

  test('a backup that is damaged does not count as the last proved one', async () => {
    const { directory, made, names } = await directoryWith(
      '2026-01-01T00:00:00.000Z',
      '2026-02-01T00:00:00.000Z',
      '2026-03-01T00:00:00.000Z',
    )
    rmSync(join(directory, made[2]?.file as string))
    await pruneBackups({ directory, policy: { ...policy, keep: 0 }, clock })
    expect(names()).toEqual([made[1]?.file, `${made[1]?.id}.json`, `${made[2]?.id}.json`])
  })

  test('a backup that another process has claimed stays', async () => {
    const { directory, made, put } = await directoryWith('2026-01-01T00:00:00.000Z', '2026-06-01T00:00:00.000Z')
    put(`${made[0]?.id}.claim`, claimOf(process.pid))
    expect((await pruneBackups({ directory, policy, clock })).removed).toEqual([])
    expect(readFileSync(join(directory, made[0]?.file as string), 'utf8')).toBe('x')
  })

  test('what a kill in the middle leaves goes next time', async () => {
    const { directory, made, put, names } = await directoryWith('2026-01-01T00:00:00.000Z', '2026-06-01T00:00:00.000Z')
    put(`${made[0]?.id}.claim`, claimOf(gone))
    rmSync(join(directory, `${made[0]?.id}.json`))
    expect((await pruneBackups({ directory, policy, clock })).leftovers).toEqual([made[0]?.id])
    expect(names()).toHaveLength(2)
  })

  test('needs a directory it can trust', async () => {
    const directory = newFolder('open')
    chmodSync(directory, 0o777)
    expect((await problemOf(pruneBackups({ directory, policy, clock }))).code).toBe('BAK101')
    mkdirSync(join(directory, 'inner'))
    expect((await problemOf(pruneBackups({ directory: join(directory, 'none'), policy, clock }))).code).toBe('BAK101')
  })
})
