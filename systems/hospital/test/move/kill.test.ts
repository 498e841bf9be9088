import { beforeAll, expect, test } from 'vitest'
import { program } from './program.ts'
import { contentOf, count, move, query, samplePlace, sharedPlace } from './support.ts'

const whole = sharedPlace()
let wanted = ''
beforeAll(async () => {
  await move(whole)
  wanted = contentOf(whole)
})

// The rehearsal says the same lines first: only what comes after the word "Moving" happens in the database.
test.each(['0004/ocm: started', '0005/ppm: ok', '0008/audit log: ok'])(
  'killed at "%s", the next move ends as if nothing had been',
  async (moment) => {
    const place = samplePlace()
    const args = ['--data', place.data, '--db', place.db, '--as-of', '2025-06-28']
    let isMoving = false
    const killed = await program('move.ts', args, (line, child) => {
      isMoving ||= line === 'Moving'
      if (isMoving && line.includes(moment)) child.kill('SIGKILL')
    })
    expect(killed.signal).toBe('SIGKILL')
    const again = await program('move.ts', [...args, '--json'])
    expect([again.code, again.err.includes('"type":"verdict"')]).toEqual([0, true])
    expect(contentOf(place)).toBe(wanted)
    expect(count(place, 'ocm_equipment')).toBe(612)
    expect(
      query(place, 'select distinct created_at from ocm_equipment union select created_at from ppm_equipment'),
    ).toHaveLength(1)
    expect(query(place, 'select count(*) as n from millwright_run')[0]?.['n']).toBe(1)
  },
)
