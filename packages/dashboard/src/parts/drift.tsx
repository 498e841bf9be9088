import type { ReactNode } from 'react'
import { Action } from './actions.tsx'

/** What was changed beside the history, and the way to see it. */
export const Drift = ({ drift }: { readonly drift: readonly string[] }): ReactNode =>
  drift.length === 0 ? null : (
    <div className="failure" role="alert">
      <p>The schema is not what the history gives: it was changed by hand.</p>
      <ul>
        {drift.map((words) => (
          <li key={words}>{words}</li>
        ))}
      </ul>
      <p className="actions">
        <Action action="diff" input={{ from: 'database', to: 'migrations' }}>
          Show the way back
        </Action>
      </p>
    </div>
  )
