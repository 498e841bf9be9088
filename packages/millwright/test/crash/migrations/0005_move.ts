import { sql } from '../../../src/kernel/sql.ts'
import { defineMove } from '../../../src/steps/move.ts'
import { listOf } from '../../../src/testing/list-source.ts'
import { devices, parts } from '../data.ts'

/** Every kind of step; the fill is one that must not be done twice. */
export default defineMove({ rejects: { accept: ['twin', 'no name'] } }, (m) => {
  const loaded = m.load<(typeof parts)[number]>('load parts', {
    from: listOf('parts', parts),
    to: 'part',
    key: ['sku'],
    shape: {
      '~standard': {
        version: 1,
        vendor: 'test',
        validate: (value) => {
          const record = value as (typeof parts)[number]
          if (record.name !== '') return { value: record }
          return { issues: [{ message: 'has no name', path: ['name'], code: 'no name' } as { message: string }] }
        },
      },
    },
    map: ({ sku, name, qty }) => (qty < 0 ? { skip: 'nothing in stock' } : { sku, name, qty }),
  })
  m.load<(typeof devices)[number]>('load devices', {
    from: listOf('devices', devices),
    to: 'device',
    key: ['serial'],
    twins: { rename: (twin, nth) => ({ ...twin, serial: `${String(twin['serial'])}#${nth}` }) },
    map: ({ serial, no }) => ({ serial, no }),
  })
  m.build('build stock', {
    to: 'stock',
    key: ['sku', 'place'],
    select: sql`select sku, 'hall ' || (qty % 3) as place, qty from part`,
  })
  m.fill('raise', { table: 'counter', where: sql`note is not null`, set: { x: sql`x + 1` } })
  m.tidy('index', { run: sql`create index counter_x on counter (x)`, undo: sql`drop index counter_x` })
  m.keeps('notes', sql`select id, note from counter`)
  m.check(loaded, m.equal(loaded))
  m.check(undefined, m.zero('no empty place', sql`select * from stock where place is null`))
})
