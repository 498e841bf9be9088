import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { expect } from 'vitest'
import type { Project } from '../../src/actions/project.ts'
import { up } from '../../src/actions/up.ts'
import { devices, parts } from './data.ts'

type PartRow = { step: string; record: number; state: string; counters: string }
type Look = { readonly query: string; readonly expected: (record: number, state: string) => readonly string[] }

const fileOf = ({ root }: Project): string => join(root, 'app.db')

/** P2, P5: what the rows show is what the positions say, and the books close. Read past the engine. */
export function judgeKilled(project: Project): void {
  const db = new DatabaseSync(fileOf(project))
  try {
    const tables = db.prepare("select name from sqlite_schema where type = 'table'").all()
    if (tables.some(({ name }) => name === 'millwright_part')) judgeParts(db)
  } finally {
    db.close()
  }
}

function judgeParts(db: DatabaseSync): void {
  const rows = db.prepare('select step, record, state, counters from millwright_part').all() as PartRow[]
  for (const row of rows) {
    judgeBooks(row)
    const look = looks[row.step]
    if (look !== undefined) expect(list(db, look.query), row.step).toEqual(look.expected(row.record, row.state))
  }
}

/** What is written down of a part adds up. */
export function judgeBooks({ step, record, counters }: PartRow): void {
  const { read = -1, ...outcomes } = JSON.parse(counters) as Record<string, number>
  const sum = Object.values(outcomes).reduce((all, one) => all + one, 0)
  expect({ step, read, sum }).toEqual({ step, read: record, sum: record })
}

const list = (db: DatabaseSync, query: string): readonly string[] =>
  db
    .prepare(query)
    .all()
    .map((row) => Object.values(row).join(' '))

/** What a step's table must show when its position is known. */
export const looks: Readonly<Record<string, Look>> = {
  'load parts': { query: 'select sku, qty from part order by qty', expected: expectedParts },
  'load devices': { query: 'select serial, no from device order by no', expected: expectedDevices },
  raise: { query: 'select id from counter where x % 20 = 1 order by id', expected: expectedRaised },
}

/** The first record of a key stands in the table until all are read; then none of its twins does. */
function expectedParts(record: number, state: string): readonly string[] {
  const read = parts.slice(0, record).filter(({ name, qty }) => name !== '' && qty >= 0)
  const isAlone = (sku: string) => read.filter((part) => part.sku === sku).length === 1
  const stays = read.filter(({ sku }, at) =>
    state === 'done' ? isAlone(sku) : read.findIndex((one) => one.sku === sku) === at,
  )
  return stays.map(({ sku, qty }) => `${sku} ${qty}`)
}

function expectedDevices(record: number): readonly string[] {
  const taken = new Set<string>()
  return devices.slice(0, record).map(({ serial, no }) => {
    let name = serial
    for (let nth = 2; taken.has(name); nth++) name = `${serial}#${nth}`
    taken.add(name)
    return `${name} ${no}`
  })
}

function expectedRaised(record: number): readonly string[] {
  const noted = Array.from({ length: 12 }, (_, at) => at + 1).filter((id) => id % 3 !== 0)
  return noted.slice(0, record).map(String)
}

/** P4: once everything is done, the same command writes nothing at all. */
export async function judgeRepeated(project: Project): Promise<void> {
  const before = readFileSync(fileOf(project))
  expect(await up(project, { yes: true })).toMatchObject({ upToDate: true, exit: 0 })
  expect(readFileSync(fileOf(project)).equals(before), 'the file is the same, byte for byte').toBe(true)
}
