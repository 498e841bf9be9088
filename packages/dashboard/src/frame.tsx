import { type ReactNode, useRef } from 'react'
import { ago } from './format.ts'
import { useNow } from './news.ts'
import { menu } from './page.tsx'
import { go, Link } from './router.tsx'
import { useAt, usePlace } from './session.ts'

/** What stands around every page: where one is, whether the news is fresh, and the way to the others. */
export function Frame({ page, children }: { readonly page: string; readonly children: ReactNode }): ReactNode {
  return (
    <>
      <a className="skip" href="#main">
        To the content
      </a>
      <header className="top">
        <span className="brand">Millwright</span>
        <Environments />
        <Live />
      </header>
      <div className="body">
        <Menu page={page} />
        <main id="main" tabIndex={-1}>
          {children}
        </main>
      </div>
    </>
  )
}

function Environments(): ReactNode {
  const { session, environment } = usePlace()
  const [only] = session.environments
  if (session.environments.length < 2) return <strong className="environment">{only?.label}</strong>
  return (
    <label className="environment">
      <span className="hidden">Environment</span>
      <select value={environment.id} onChange={(event) => go(`/e/${event.target.value}`)}>
        {session.environments.map(({ id, label }) => (
          <option key={id} value={id}>
            {label}
          </option>
        ))}
      </select>
    </label>
  )
}

const patienceMs = 12_000

/** The server sends a sign of life every few seconds; when it does not, this says so. */
function Live(): ReactNode {
  const { news } = usePlace()
  const now = useNow()
  const silent = now - news.lastAt
  if (news.trouble !== undefined) return <span className="live bad">No news: {news.trouble}</span>
  if (!news.isConnected)
    return (
      <span className="live bad">
        No connection; trying again. Last news {ago(new Date(news.lastAt).toISOString(), now)}
      </span>
    )
  if (silent > patienceMs) return <span className="live warn">No news for {Math.round(silent / 1000)} s</span>
  return <span className="live ok">Live</span>
}

function Menu({ page }: { readonly page: string }): ReactNode {
  const at = useAt()
  const details = useRef<HTMLDetailsElement>(null)
  const links = menu.map(([path, title]) => (
    <li key={path} onClickCapture={() => details.current?.removeAttribute('open')}>
      <Link to={at(path)} isCurrent={page === path}>
        {title}
      </Link>
    </li>
  ))
  return (
    <>
      <nav className="side" aria-label="Pages">
        <ul>{links}</ul>
      </nav>
      <details className="small-menu" ref={details}>
        <summary>{menu.find(([path]) => path === page)?.[1] ?? 'Pages'}</summary>
        <nav aria-label="Pages, small">
          <ul>{links}</ul>
        </nav>
      </details>
    </>
  )
}
