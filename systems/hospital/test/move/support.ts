import { createHash } from 'node:crypto'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { fileURLToPath } from 'node:url'
import { afterAll, onTestFinished } from 'vitest'
import { type Parsed, type MoveOptions, parseMove } from '../../src/move/options.ts'
import type { Moved } from '../../src/move/follow.ts'
import { runMove } from '../../src/move/run-move.ts'

export const root = fileURLToPath(new URL('../..', import.meta.url))
export const asOf = '2025-06-28'

/** A folder of its own for a test, with the sample's files in `data`. */
export type Place = { readonly folder: string; readonly data: string; readonly db: string }

export const samplePlace = (): Place => withSample(emptyPlace())

/** As {@link samplePlace}, for all tests of a file. */
export const sharedPlace = (): Place => withSample(place(afterAll))

function withSample(place: Place): Place {
  cpSync(join(root, 'sample'), place.data, { recursive: true })
  rmSync(join(place.data, 'manifest.json'))
  return place
}

export const emptyPlace = (): Place => place(onTestFinished)

function place(atEnd: (work: () => void) => void): Place {
  const folder = mkdtempSync(join(tmpdir(), 'hospital-test-'))
  atEnd(() => rmSync(folder, { recursive: true, force: true }))
  mkdirSync(join(folder, 'data'))
  return { folder, data: join(folder, 'data'), db: join(folder, 'hospital.db') }
}

export const writeData = (place: Place, file: string, text: string | Uint8Array): void =>
  writeFileSync(join(place.data, file), text)

export const readData = (place: Place, file: string): string => readFileSync(join(place.data, file), 'utf8')

/** The options that a command line gives. */
export function optionsFor(place: Place, ...flags: readonly string[]): MoveOptions {
  const parsed: Parsed<MoveOptions> = parseMove(['--data', place.data, '--db', place.db, '--as-of', asOf, ...flags], {
    cwd: place.folder,
    today: asOf,
  })
  if (parsed.kind !== 'run') throw new Error(parsed.kind === 'mistake' ? parsed.message : 'help')
  return parsed.options
}

export const move = (place: Place, ...flags: readonly string[]): Promise<Moved> => runMove(optionsFor(place, ...flags))

export function query(
  place: Place,
  text: string,
  ...values: readonly (string | number)[]
): readonly Record<string, unknown>[] {
  const db = new DatabaseSync(place.db)
  try {
    return db
      .prepare(text)
      .all(...values)
      .map((row) => ({ ...row }))
  } finally {
    db.close()
  }
}

export function change(place: Place, text: string): void {
  const db = new DatabaseSync(place.db)
  try {
    db.exec(text)
  } finally {
    db.close()
  }
}

export const count = (place: Place, table: string): number =>
  Number(query(place, `select count(*) as n from ${table}`)[0]?.['n'])

/** The content of the tables of the hospital, without the moments of creation. */
export function contentOf(place: Place): string {
  const tables = query(
    place,
    "select name from sqlite_schema where type = 'table' and name not like 'millwright_%' and name not like 'sqlite_%' order by name",
  )
  const rows = tables.map(({ name }) => [
    name,
    query(place, `select * from ${String(name)} order by 1`).map(withoutTimes),
  ])
  return createHash('sha256').update(JSON.stringify(rows)).digest('hex')
}

const withoutTimes = (row: Record<string, unknown>): unknown =>
  Object.entries(row).filter(([name]) => name !== 'created_at' && name !== 'updated_at')

export const digestOf = (file: string): string =>
  existsSync(file) ? createHash('sha256').update(readFileSync(file)).digest('hex') : 'not there'
