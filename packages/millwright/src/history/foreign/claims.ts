import type { Finding } from '../../kernel/finding.ts'
import type { Schema } from '../../schema/schema.ts'
import { type Claim, type ForeignFile, told } from './tool.ts'

type Made = { readonly name: string; readonly by: string }

/** Tables and columns that applied migrations say they made, and that are not there: recorded, and perhaps never run. */
export function brokenClaims(files: readonly ForeignFile[], { tables }: Schema): readonly Finding[] {
  const live = new Map(tables.map(({ name, columns }) => [name, new Set(columns.map((column) => column.name))]))
  const isThere = (name: string): boolean => {
    const [table = '', column] = name.split('.')
    const columns = live.get(table)
    return columns !== undefined && (column === undefined || columns.has(column))
  }
  const wanted = [...wantedBy(files).values()]
  const lost = new Set(wanted.filter(({ name }) => !name.includes('.') && !isThere(name)).map(({ name }) => name))
  return wanted
    .filter(({ name }) => !isThere(name) && !(name.includes('.') && lost.has(name.split('.')[0] as string)))
    .map(({ name, by }) =>
      told('error', 'ADOPT204', {
        subject: name,
        message: `${by} says that it makes it, and it is not there: recorded, and perhaps never run`,
      }),
    )
}

function wantedBy(files: readonly ForeignFile[]): ReadonlyMap<string, Made> {
  const wanted = new Map<string, Made>()
  for (const { id, claims = [] } of files) for (const claim of claims) play(wanted, claim, id)
  return wanted
}

function play(wanted: Map<string, Made>, { does, table, column, to }: Claim, by: string): void {
  const name = column === undefined ? table : `${table}.${column}`
  if (does === 'adds') wanted.set(name, { name, by })
  else
    for (const made of [...wanted.keys()].filter((key) => key === name || key.startsWith(`${name}.`))) {
      wanted.delete(made)
      if (to !== undefined)
        wanted.set(`${to}${made.slice(name.length)}`, { name: `${to}${made.slice(name.length)}`, by })
    }
}
