import { writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { cannotWrite } from '../history/problems.ts'
import { causedBy, wordsOf } from '../kernel/problem.ts'
import type { TypedColumn, TypedTable } from '../schema/typed-table.ts'
import { noDatabase } from './problems.ts'
import { openDatabase, type Project } from './project.ts'

export type TypesFlags = { readonly out?: string; readonly cwd: string }

export type Types = {
  readonly tables: readonly TypedTable[]
  readonly text: string
  /** The file that was written. */
  readonly file: string | undefined
}

/** Writes the tables of a database as TypeScript types for Kysely. @throws CONF106, HIST142 */
export async function types(project: Project, { out, cwd }: TypesFlags): Promise<Types> {
  if (!(await project.dialect.exists(project.url))) throw noDatabase(project.target)
  const db = await openDatabase(project, { readOnly: true })
  try {
    const tables = await project.dialect.typedTables(db)
    const text = typesText(tables)
    if (out === undefined) return { tables, text, file: undefined }
    const file = resolve(cwd, out)
    write(file, text)
    return { tables, text, file }
  } finally {
    await db.close()
  }
}

function write(file: string, text: string): void {
  try {
    writeFileSync(file, text)
  } catch (error) {
    throw causedBy(cannotWrite(file, wordsOf(error)), error)
  }
}

/** One interface with a member for each table, by the name that a query writes. */
export function typesText(tables: readonly TypedTable[]): string {
  const members = tables.map((table) => `  ${JSON.stringify(table.name)}: {\n${columnsText(table)}  }\n`)
  const needs = tables.some(({ columns, isView }) => columns.some((column) => isView || typeOf(column).startsWith('C')))
  const head = needs ? "import type { ColumnType } from 'kysely'\n\n" : ''
  return `// Written by \`millwright types\`; an edit is lost when it is written anew.\n${head}export interface Database {\n${members.join('')}}\n`
}

const columnsText = ({ columns, isView }: TypedTable): string =>
  columns
    .map((column) => `    ${JSON.stringify(column.name)}: ${isView ? readOnly(column) : typeOf(column)}\n`)
    .join('')

const readOnly = (column: TypedColumn): string => `ColumnType<${orNull(column.reads, column)}, never, never>`

/** What is read, what may be inserted, and what may be set; one type where all three are the same. */
function typeOf(column: TypedColumn): string {
  if (column.isComputed) return readOnly(column)
  const reads = orNull(column.reads, column)
  const sets = orNull(column.writes, column)
  const inserts = column.mayBeLeftOut ? `${sets} | undefined` : sets
  return reads === inserts ? reads : `ColumnType<${reads}, ${inserts}, ${sets}>`
}

const orNull = (type: string, { mayBeNull }: TypedColumn): string => (mayBeNull ? `${type} | null` : type)
