import type { Queries } from '../../../kernel/connection.ts'
import { noAnswers } from '../../../schema/answers.ts'
import type { Catalogue } from '../../../schema/catalogue.ts'
import { compare } from '../../../schema/change.ts'
import { describe } from './describe/describe.ts'
import { write } from './write/write.ts'

/** Statements that make all that a database holds in an empty one, without its rows. */
export const recreate = async (db: Queries): Promise<readonly string[]> => creation(await describe(db))

function creation(to: Catalogue): readonly string[] {
  const from: Catalogue = { version: to.version, entities: [] }
  const order = {
    from,
    to,
    changes: compare([], to.entities),
    renames: [],
    answers: noAnswers,
    direction: 'down' as const,
  }
  return write(order).statements.map(({ text }) => text)
}
