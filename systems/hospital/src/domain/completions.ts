import { formatDate } from './dates.ts'
import type { StoredRow } from './export.ts'

const romans = ['I', 'II', 'III', 'IV'] as const

/** The days on which the work of a wide row's quarters was done, `PPM_Q_I_completed_on` and so on; DD/MM/YYYY or null. */
export const completionsOf = (row: StoredRow): Readonly<Record<string, string | null>> =>
  Object.fromEntries(
    romans.map((roman, at) => {
      const day = row[`ppm_q${at + 1}_completed_on`]
      return [`PPM_Q_${roman}_completed_on`, typeof day === 'string' ? formatDate(day) : null]
    }),
  )
