import type { Ddl } from '../../ddl.ts'
import { lint } from '../lint/lint.ts'
import { describe } from './describe/describe.ts'
import { frame, settings } from './frame.ts'
import { load, ready } from './load.ts'
import { prove } from './prove.ts'
import { recreate } from './recreate.ts'
import { rename } from './rename.ts'
import { rowsText } from './rows-text.ts'
import { stages } from './stages.ts'
import { lockOf } from './write/statement.ts'
import { write } from './write/write.ts'

/** What the differ needs from PostgreSQL. */
export const ddl: Ddl = {
  spelling: { kysely: 'postgresOver', drizzle: ['generateDrizzleJson', 'generateMigration'] },
  renames: ['table', 'column', 'constraint', 'index', 'type', 'type-value'],
  foldsCase: false,
  reprints: true,
  describe,
  load,
  ready,
  recreate,
  rowsText,
  rename,
  write,
  prove,
  lint,
  settings,
  lockOf,
  stages,
  frame,
}
