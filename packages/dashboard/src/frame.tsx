import { type ReactNode, type RefObject, useEffect, useRef } from 'react'
import { ago } from './format.ts'
import { useNow } from './news.ts'
import { menu } from './page.tsx'
import { useApplicationPages } from './pages/application.tsx'
import { go, Link } from './router.tsx'
import { useAt, usePlace } from './session.ts'

/** What stands around every page: where one is, whether the news is fresh, and the way to the others. */
export function Frame({
  path,
  children,
}: {
  readonly path: readonly string[]
  readonly children: ReactNode
}): ReactNode {
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
        <Menu path={path} />
        <main id="main" tabIndex={-1} ref={useFocusKept()}>
          {children}
        </main>
      </div>
    </>
  )
}

/** Where what had the focus goes away, as a button does that was pressed, the keyboard goes on from the content. */
function useFocusKept(): RefObject<HTMLElement | null> {
  const main = useRef<HTMLElement>(null)
  useEffect(() => {
    const place = main.current
    if (place === null) return undefined
    let last: Element | undefined
    const remember = ({ target }: FocusEvent): void => void (last = target as Element)
    const watcher = new MutationObserver(() => {
      if (last?.isConnected === false && document.activeElement === document.body) place.focus({ preventScroll: true })
    })
    place.addEventListener('focusin', remember)
    watcher.observe(place, { childList: true, subtree: true })
    return () => {
      place.removeEventListener('focusin', remember)
      watcher.disconnect()
    }
  }, [])
  return main
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

function Menu({ path: [page = '', inside = ''] }: { readonly path: readonly string[] }): ReactNode {
  const { environment } = usePlace()
  const { pages = [] } = useApplicationPages()
  const own = pages
    .filter(({ isHidden }) => isHidden !== true)
    .map(({ path, title }) => ({ to: inApplication(path), title }))
  const at = page === 'app' ? inApplication(inside) : page
  const shut = (): void => details.current?.removeAttribute('open')
  const details = useRef<HTMLDetailsElement>(null)
  const here = [...own, ...menu].find(({ to }) => to === at)?.title ?? 'Pages'
  const links = (
    <>
      <Links title={environment.application?.title} links={own} here={at} onFollow={shut} />
      <Links title={own.length === 0 ? undefined : 'Database'} links={menu} here={at} onFollow={shut} />
    </>
  )
  return (
    <>
      <nav className="side" aria-label="Pages">
        <ul>{links}</ul>
      </nav>
      <details className="small-menu" ref={details}>
        <summary>{here}</summary>
        <nav aria-label="Pages, small">
          <ul>{links}</ul>
        </nav>
      </details>
    </>
  )
}

const inApplication = (path: string): string => (path === '' ? 'app' : `app/${path}`)

type LinksFacts = {
  readonly title: string | undefined
  readonly links: readonly { readonly to: string; readonly title: string }[]
  readonly here: string
  readonly onFollow: () => void
}

function Links({ title, links, here, onFollow }: LinksFacts): ReactNode {
  const at = useAt()
  return (
    <>
      {title === undefined || links.length === 0 ? null : <li className="menu-title">{title}</li>}
      {links.map(({ to, title: words }) => (
        <li key={to} onClickCapture={onFollow}>
          <Link to={at(to)} isCurrent={here === to}>
            {words}
          </Link>
        </li>
      ))}
    </>
  )
}
