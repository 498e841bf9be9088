import type { Catalogue } from '../../../schema/catalogue.ts'
import type { Rename } from '../../../schema/change.ts'
import type { DdlStatement } from '../../ddl.ts'
import { quote } from './names.ts'
import { fold } from './tokens.ts'

/** SQLite renames tables and columns, and rewrites every text that mentions them. The rest is dropped and made anew without a loss. */
export function rename({ what, of = '', from, to }: Rename, _catalogue: Catalogue): readonly DdlStatement[] {
  if (what === 'column') return [{ text: `alter table ${quote(of)} rename column ${quote(from)} to ${quote(to)}` }]
  if (what !== 'table') return []
  // A name that differs in its case alone is taken already, by the table itself.
  if (fold(from) !== fold(to)) return [renameTable(from, to)]
  return [renameTable(from, `millwright_case_${from}`), renameTable(`millwright_case_${from}`, to)]
}

const renameTable = (from: string, to: string): DdlStatement => ({
  text: `alter table ${quote(from)} rename to ${quote(to)}`,
})
