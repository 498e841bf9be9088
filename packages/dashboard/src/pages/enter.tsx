import { type ReactNode, useState } from 'react'
import { send } from '../api.ts'
import { Failure } from '../parts/basics.tsx'

/** Where a link leads: its token stands behind the #, which no server and no other page ever sees. */
export function EnterPage({ onEntered }: { readonly onEntered: () => void }): ReactNode {
  const [token] = useState(() => location.hash.slice(1))
  const [error, setError] = useState<Error>()
  const enter = (): void => {
    history.replaceState(null, '', '/enter')
    send('/session', { token }).then(onEntered, setError)
  }
  return (
    <main id="main" tabIndex={-1} className="door">
      <h1>Millwright</h1>
      {token === '' ? (
        <p>
          You come in by a link: the one that <code>millwright serve</code> printed, or one that an admin made for you.
          Each works once.
        </p>
      ) : (
        <>
          <p>This link lets one person in, once.</p>
          <button type="button" className="main" onClick={enter}>
            Come in
          </button>
        </>
      )}
      {error === undefined ? null : <Failure error={error} />}
    </main>
  )
}
