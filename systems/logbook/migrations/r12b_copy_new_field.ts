import { defineMove, sql } from 'millwright'

export default defineMove({}, (m) => {
  const copy = m.fill('remarks from new_field', {
    table: 'weekly_soundings',
    where: sql`remarks is not new_field`,
    set: { remarks: sql`new_field` },
  })
  m.check(
    copy,
    m.same('both columns say the same', {
      left: sql`select id, new_field as words from weekly_soundings`,
      right: sql`select id, remarks as words from weekly_soundings`,
    }),
  )
})
