import { defineMove, sql } from 'millwright'
import { quartersAsVisits } from '../src/loads/visits.ts'

export default defineMove({}, (m) => {
  m.keeps('four visits for each device', {
    before: sql`select 4 * count(*) from ppm_equipment`,
    after: sql`select count(*) from ppm_visit`,
  })
  const visits = m.build('visits', {
    to: 'ppm_visit',
    key: ['equipment_id', 'quarter'],
    select: quartersAsVisits,
    undo: 'derived',
  })
  m.check(
    visits,
    m.zero(
      'no device with more or fewer than four visits',
      sql`select device.id, count(visit.id) as visits from ppm_equipment as device
        left join ppm_visit as visit on visit.equipment_id = device.id group by device.id having count(visit.id) <> 4`,
    ),
    m.same('every visit says what its quarter says', {
      left: quartersAsVisits,
      right: sql`select equipment_id, quarter, due_date, engineer, status, completed_on from ppm_visit`,
    }),
  )
})
