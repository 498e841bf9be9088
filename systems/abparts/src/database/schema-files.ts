import { readFileSync } from 'node:fs'

const folder = new URL('../../schema/', import.meta.url)

/** The marks of schema/legacy.sql: what only one of the legacy database's two sources had. */
export const legacyMarks = [
  'id_default',
  'serial_per_organization',
  'is_active',
  'serial_everywhere',
  'adjustments',
  'name_index',
] as const
export type LegacyMark = (typeof legacyMarks)[number]

/** What a database lacks that only the container's script made. */
export const scriptOnly: readonly LegacyMark[] = ['is_active', 'serial_everywhere', 'adjustments', 'name_index']
/** What a database lacks that only the application's classes made. */
export const classesOnly: readonly LegacyMark[] = ['id_default', 'serial_per_organization']

/** The script of the schema before the move; the lines of the marks in `without` are left out. */
export function legacySchema(without: readonly LegacyMark[] = []): string {
  return linesWithout(read('legacy.sql'), without)
}

/** The script of the schema after the move, with the triggers that keep the stock. */
export const targetSchema = (): string => `${read('target.sql')}\n${stockTriggers()}`

/** The triggers that keep the stock; they come after the opening balances. */
const stockTriggers = (): string => read('stock-triggers.sql')

/** What a moved database still has until it is contracted; run after the target schema. */
export const targetBeforeContract = (): string => read('target-before-contract.sql')

/** Takes every rule out of a database, as in a restored dump that lost them; its rows stay. */
export const loosened = (): string => read('loosen.sql')

const read = (name: string): string => readFileSync(new URL(name, folder), 'utf8')

function linesWithout(script: string, marks: readonly string[]): string {
  const isLeftOut = (line: string): boolean => marks.some((mark) => line.trimEnd().endsWith(`-- @${mark}`))
  return script
    .split('\n')
    .filter((line) => !isLeftOut(line))
    .join('\n')
}
