import { type ReactNode, useCallback, useState } from 'react'
import { Refused } from './api.ts'
import { Frame } from './frame.tsx'
import { useNews } from './news.ts'
import { Page } from './page.tsx'
import { EnterPage } from './pages/enter.tsx'
import { Failure } from './parts/basics.tsx'
import { go, useAddress } from './router.tsx'
import { type EnvironmentFacts, PlaceContext, type Session } from './session.ts'
import { useResource } from './use-resource.ts'

/** Everything: the door, or what is behind it. */
export function App(): ReactNode {
  const address = new URL(useAddress(), location.origin)
  return address.pathname === '/enter' ? <EnterPage onEntered={() => go('/')} /> : <House address={address} />
}

function House({ address }: { readonly address: URL }): ReactNode {
  const { data, error, reload } = useResource<Session>('/session')
  if (isStranger(error)) return <EnterPage onEntered={reload} />
  if (data !== undefined) return <Inside session={data} address={address} />
  return error === undefined ? null : (
    <main id="main" className="door">
      <h1>Millwright</h1>
      <Failure error={error} retry={reload} />
    </main>
  )
}

const isStranger = (error: Error | undefined): boolean => error instanceof Refused && error.status === 401

function Inside({ session, address }: { readonly session: Session; readonly address: URL }): ReactNode {
  const [, id, ...path] = address.pathname.split('/').filter((part) => part !== '')
  const [first] = session.environments
  const environment = session.environments.find((one) => one.id === id) ?? first
  if (environment === undefined) return null
  return (
    <Environment
      key={environment.id}
      session={session}
      environment={environment}
      path={path.map(decodeURIComponent)}
      query={address.searchParams}
    />
  )
}

type EnvironmentProps = {
  readonly session: Session
  readonly environment: EnvironmentFacts
  readonly path: readonly string[]
  readonly query: URLSearchParams
}

function Environment({ session, environment, path, query }: EnvironmentProps): ReactNode {
  const news = useNews(environment.id)
  const [, redraw] = useState(0)
  const onChange = useCallback(() => redraw((times) => times + 1), [])
  return (
    <PlaceContext value={{ session, environment, news }}>
      <Frame path={path}>
        <Page path={path} query={query} onSettings={onChange} />
      </Frame>
    </PlaceContext>
  )
}
