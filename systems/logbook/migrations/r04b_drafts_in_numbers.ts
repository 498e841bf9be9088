import { defineMove, sql } from 'millwright'
import { feetOf, inchesOf } from '../src/domain/draft.ts'

const residueOf = (side: 'forward' | 'aft') => {
  const column = `draft_${side}`
  const [text, feet, inches] = [sql.id(column), sql.id(`${column}_feet`), sql.id(`${column}_inches`)]
  const meaning = sql`${feet} || '''' || ${inches} || '"'`
  return sql`select 'hitch_records' as table_name, id as row_id, ${column} as column_name, ${text} as text,
      ${meaning} as meaning
    from hitch_records where ${text} is not null and ${text} is not ${meaning}`
}

export default defineMove({}, (m) => {
  const numbers = m.fill('drafts in numbers', {
    table: 'hitch_records',
    where: sql`draft_forward is not null or draft_aft is not null`,
    set: {
      draft_forward_feet: (row) => feetOf(row['draft_forward']),
      draft_forward_inches: (row) => inchesOf(row['draft_forward']),
      draft_aft_feet: (row) => feetOf(row['draft_aft']),
      draft_aft_inches: (row) => inchesOf(row['draft_aft']),
    },
  })
  const residue = m.build('words that the numbers do not give back', {
    to: 'mw_residue',
    key: ['table_name', 'row_id', 'column_name'],
    select: sql`${residueOf('forward')} union all ${residueOf('aft')}`,
  })
  m.check(
    numbers,
    m.zero(
      'every draft has both of its numbers or none',
      sql`select id from hitch_records where (draft_forward_feet is null) <> (draft_forward_inches is null)
        or (draft_aft_feet is null) <> (draft_aft_inches is null)`,
    ),
  )
  m.check(
    residue,
    m.same('every draft can be said again', {
      left: sql`select id, draft_forward as forward, draft_aft as aft from hitch_records`,
      right: sql`select h.id,
          coalesce(f.text, h.draft_forward_feet || '''' || h.draft_forward_inches || '"') as forward,
          coalesce(a.text, h.draft_aft_feet || '''' || h.draft_aft_inches || '"') as aft
        from hitch_records h
        left join mw_residue f on f.table_name = 'hitch_records' and f.row_id = h.id and f.column_name = 'draft_forward'
        left join mw_residue a on a.table_name = 'hitch_records' and a.row_id = h.id and a.column_name = 'draft_aft'`,
    }),
  )
})
