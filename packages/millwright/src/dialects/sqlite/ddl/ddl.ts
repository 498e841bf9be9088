import type { Ddl } from '../../ddl.ts'
import { lint } from '../lint.ts'
import { describe, leaves, recreate } from './describe.ts'
import { prove } from './prove.ts'
import { rename } from './rename.ts'
import { rowsText } from './rows-text.ts'
import { write } from './write.ts'

/** What the differ needs from SQLite. */
export const ddl: Ddl = {
  spelling: { kysely: 'sqliteOver', drizzle: ['generateSQLiteDrizzleJson', 'generateSQLiteMigration'] },
  renames: ['table', 'column'],
  foldsCase: true,
  describe,
  recreate,
  rowsText,
  rename,
  write,
  prove,
  lint,
  // Foreign keys only go off and on outside of a transaction. https://sqlite.org/pragma.html#pragma_foreign_keys
  leaves,
  frame: (statements) => [
    'pragma foreign_keys = off',
    'begin immediate',
    ...statements.map(({ text }) => text),
    'commit',
    'pragma foreign_keys = on',
  ],
}
