import type { ReactNode } from 'react'
import type { CheckResult } from 'millwright/view'
import { count } from '../format.ts'
import { Badge, Empty } from './basics.tsx'

/** Checks, those that do not hold first. */
export function CheckList({ checks }: { readonly checks: readonly CheckResult[] }): ReactNode {
  if (checks.length === 0) return <Empty>None was made yet.</Empty>
  return (
    <ul className="plain checks">
      {checks
        .toSorted((a, b) => Number(a.ok) - Number(b.ok))
        .map((check, at) => (
          <li key={`${at} ${check.name}`}>
            <Badge tone={check.ok ? 'ok' : 'bad'}>{check.ok ? 'holds' : 'does not hold'}</Badge>{' '}
            <strong>{check.name}</strong>
            <p className="quiet">{check.compared}</p>
            <BeforeAfter check={check} />
            {check.samples.length === 0 ? null : (
              <ul>
                {check.samples.map((sample) => (
                  <li key={sample}>
                    <code>{sample}</code>
                  </li>
                ))}
              </ul>
            )}
          </li>
        ))}
    </ul>
  )
}

function BeforeAfter({ check: { before, after, differences } }: { readonly check: CheckResult }): ReactNode {
  if (before === undefined && after === undefined)
    return differences === 0 ? null : <p>{count(differences)} differences</p>
  return (
    <p className="pair">
      <span>
        before <code>{before ?? '–'}</code>
      </span>
      <span>
        after <code>{after ?? '–'}</code>
      </span>
      {differences === 0 ? null : <span>{count(differences)} differences</span>}
    </p>
  )
}
