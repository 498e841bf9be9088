/** Every page of the hospital, wide and narrow, light and dark. */
import { lookAtAll, screens } from '@millwright/dashboard/testing/looks'
import { afterAll, beforeAll, test } from 'vitest'
import { hospitalStage, label, type Shown } from './support.ts'

const stage = hospitalStage({ profile: 'real', ocm: 90, ppm: 80, training: 60 })
let at: Shown

beforeAll(async () => {
  at = await stage.shown()
}, 120_000)
afterAll(() => at.close())

const serialOf = (table: string): string =>
  encodeURIComponent(String(at.query(`select serial from ${table} order by no limit 1`)[0]?.['serial']))

const addresses = (): readonly (readonly [name: string, path: string])[] => [
  ['hospital-overview', '/app'],
  ['hospital-ocm', '/app/ocm'],
  ['hospital-ppm-overdue', '/app/ppm?filter=overdue&sort=department'],
  ['hospital-none', '/app/ocm?search=nothing+is+called+this'],
  ['hospital-device-ocm', `/app/ocm/${serialOf('ocm_equipment')}`],
  ['hospital-device-ppm', `/app/ppm/${serialOf('ppm_equipment')}`],
  ['hospital-add', '/app/ppm?add=1'],
  ['hospital-calendar', '/app/calendar?month=2025-09'],
  ['hospital-calendar-list', '/app/calendar?month=2025-09&view=list&register=ppm'],
  ['hospital-barcodes', '/app/barcodes?register=ppm'],
  ['hospital-training', '/app/training'],
  ['hospital-training-record', '/app/training/1'],
  ['hospital-training-add', '/app/training?add=1'],
]

test.each(screens)(
  '%s and %s: nothing to complain of, nothing beyond the edge, one heading',
  async (size, colorScheme) => {
    await lookAtAll(at, { size, colorScheme, pages: addresses(), label })
  },
  180_000,
)
