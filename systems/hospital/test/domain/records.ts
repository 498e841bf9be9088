import { defaultPolicies, type Policies } from '../../src/domain/policies.ts'
import type { Rules } from '../../src/domain/read.ts'

export const asOf = '2025-06-28'
export const rules = (policies: Partial<Policies> = {}, day: string = asOf): Rules => ({
  policies: { ...defaultPolicies, ...policies },
  asOf: day,
})

export const ocmRecord = (changes: Record<string, unknown> = {}): Record<string, unknown> => ({
  NO: 1,
  Department: 'DERMA',
  Name: 'PULSE LAMP',
  Model: 'MX-1200',
  Serial: 'SN100200300',
  Manufacturer: 'LOCAL SUPPLY',
  Log_Number: '1001',
  Installation_Date: 'N/A',
  Warranty_End: 'N/A',
  Service_Date: '10/01/2025',
  Engineer: 'TECH-A',
  Next_Maintenance: '10/01/2026',
  Status: 'Upcoming',
  ...changes,
})

const quarter = (quarter_date: unknown, engineer: unknown = 'TECH-A'): Record<string, unknown> => ({
  engineer,
  quarter_date,
  status: null,
})

export const ppmRecord = (changes: Record<string, unknown> = {}): Record<string, unknown> => ({
  NO: 1,
  Department: 'OR',
  Name: 'CTG MACHINE',
  MODEL: 'KV 4007',
  SERIAL: '27292(2016) 21292',
  MANUFACTURER: 'AVEN ADEX',
  LOG_Number: '1002',
  Installation_Date: null,
  Warranty_End: null,
  PPM_Q_I: quarter('27/03/2025'),
  PPM_Q_II: quarter('25/06/2025'),
  PPM_Q_III: quarter('23/09/2025'),
  PPM_Q_IV: quarter('22/12/2025'),
  Status: 'Upcoming',
  ...changes,
})

export const quarters = (
  ...given: readonly (readonly [date: string | null, engineer: string | null])[]
): Record<string, unknown> =>
  Object.fromEntries(
    ['I', 'II', 'III', 'IV'].map((roman, at) => [
      `PPM_Q_${roman}`,
      quarter(given[at]?.[0] ?? null, given[at]?.[1] ?? null),
    ]),
  )

export const codesIn = (issues: readonly { readonly code: string }[]): readonly string[] =>
  issues.map(({ code }) => code)
