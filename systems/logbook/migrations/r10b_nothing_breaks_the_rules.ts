import { defineMove, sql } from 'millwright'
import { firstRules } from '../src/domain/rules.ts'

/** Every row that the next migration would trip over is listed now, and nothing is changed while there is one. */
export default defineMove({}, (m) => {
  m.before(...firstRules.map(({ name, query }) => m.zero(name, query)))
  m.tidy('indexes anew', { run: sql`reindex`, undo: { none: 'an index made anew holds what it held' } })
})
