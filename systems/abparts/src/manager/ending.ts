import type { MigrationStatus, RunVerdict } from '../reports/migration-report.ts'

/** How a migration ended, and why. */
export type Ending = { readonly verdict: RunVerdict; readonly reason: string; readonly exit: number }

const exits: Readonly<Record<RunVerdict, number>> = {
  PROVED: 0,
  'APPLIED, NOT PROVED': 3,
  REFUSED: 4,
  PAUSED: 5,
  FAILED: 1,
  REVERTED: 6,
}

export const ending = (verdict: RunVerdict, reason: string, exit: number = exits[verdict]): Ending => ({
  verdict,
  reason,
  exit,
})

/** The report's word for a verdict. */
export function statusOf({ verdict }: Ending): MigrationStatus {
  switch (verdict) {
    case 'PROVED':
    case 'APPLIED, NOT PROVED':
      return 'completed'
    case 'REFUSED':
    case 'FAILED':
      return 'failed'
    case 'PAUSED':
      return 'paused'
    case 'REVERTED':
      return 'rolled_back'
  }
}
