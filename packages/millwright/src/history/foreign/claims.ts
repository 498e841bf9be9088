import type { Finding } from '../../kernel/finding.ts'
import type { Schema } from '../../schema/schema.ts'
import { type Claim, type ForeignFile, told } from './tool.ts'

/** What the last of several migrations said of a table or column, and which one it was. */
export type Made = { readonly name: string; readonly by: string; readonly isThere: boolean }

/** Tables and columns by name, as migrations leave them. */
export type Wanted = ReadonlyMap<string, Made>

/** What applied migrations say they made and that is not there, or removed and that is there: recorded, and perhaps never run. */
export const brokenClaims = (files: readonly ForeignFile[], live: Schema): readonly Finding[] =>
  brokenIn(wantedBy(files), live).map(({ name, by, isThere }) => {
    const says = isThere ? 'it makes it, and it is not there' : 'it removes it, and it is there'
    return told('error', 'ADOPT204', {
      subject: name,
      message: `${by} says that ${says}: recorded, and perhaps never run`,
    })
  })

/** What is not as it is wanted. What belongs to a table that is not as it is wanted is not told by itself. */
export function brokenIn(wanted: Wanted, live: Schema): readonly Made[] {
  const isLive = lookIn(live)
  const broken = [...wanted.values()].filter(({ name, isThere }) => isLive(name) !== isThere)
  const tables = new Set(broken.map(({ name }) => name))
  return broken.filter(({ name }) => !tables.has(tableIn(name)) || tableIn(name) === name)
}

const tableIn = (name: string): string => name.split('.')[0] as string

function lookIn({ tables }: Schema): (name: string) => boolean {
  const live = new Map(tables.map(({ name, columns }) => [name, new Set(columns.map((column) => column.name))]))
  return (name) => {
    const [table = '', column] = name.split('.')
    const columns = live.get(table)
    return columns !== undefined && (column === undefined || columns.has(column))
  }
}

/** What stands there, and what does not any more, after these migrations in this order. */
export function wantedBy(files: readonly ForeignFile[]): Wanted {
  const wanted = new Map<string, Made>()
  for (const { id, claims = [] } of files) for (const claim of claims) play(wanted, claim, id)
  return wanted
}

function play(wanted: Map<string, Made>, { does, table, column, to }: Claim, by: string): void {
  const name = column === undefined ? table : `${table}.${column}`
  if (does === 'adds') return void wanted.set(name, { name, by, isThere: true })
  for (const made of [...wanted.values()].filter((each) => each.name.startsWith(`${name}.`))) {
    wanted.delete(made.name)
    if (to !== undefined)
      wanted.set(`${to}${made.name.slice(name.length)}`, { ...made, name: `${to}${made.name.slice(name.length)}` })
  }
  if (to !== undefined) wanted.set(to, { name: to, by, isThere: true })
  wanted.set(name, { name, by, isThere: false })
}
