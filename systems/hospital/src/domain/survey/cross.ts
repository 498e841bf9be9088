import type { RegisterSurvey } from './register.ts'
import { useOf } from './serials.ts'
import { type DirtFinding, findingOf, tally } from './tally.ts'

type Surveyed = Pick<RegisterSurvey, 'serials' | 'logs'>

/** What shows only when both registers are laid side by side; rows are positions in `ocm.json`. */
export function crossFindings(ocm: Surveyed, ppm: Surveyed): readonly DirtFinding[] {
  const [serials, logs] = [tally(), tally()]
  for (const { serial, indexes } of [...ocm.serials.values()].flat()) {
    if (useOf(ppm.serials, serial) !== undefined) for (const index of indexes) serials.add(index, serial)
  }
  for (const [log, indexes] of ocm.logs) if (ppm.logs.has(log)) for (const index of indexes) logs.add(index, log)
  const about = { file: 'ocm.json', unit: 'rows' } as const
  return [
    ...findingOf({ ...about, id: 'S12', code: 'serial_in_both_registers', field: 'Serial' }, serials),
    ...findingOf({ ...about, id: 'T17', code: 'log_number_in_both_registers', field: 'Log_Number' }, logs),
  ]
}
