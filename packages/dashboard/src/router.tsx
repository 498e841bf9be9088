import { type MouseEvent, type ReactNode, useSyncExternalStore } from 'react'

const heard = new Set<() => void>()
const tell = (): void => {
  for (const hear of heard) hear()
}
addEventListener('popstate', tell)

/** Goes to an address of this site without loading it anew. */
export function go(to: string): void {
  history.pushState(null, '', to)
  tell()
  scrollTo(0, 0)
  document.getElementById('main')?.focus({ preventScroll: true })
}

const subscribe = (hear: () => void): (() => void) => {
  heard.add(hear)
  return () => heard.delete(hear)
}

/** The address, path and query, as it is now. */
export const useAddress = (): string => useSyncExternalStore(subscribe, () => location.pathname + location.search)

type LinkFacts = {
  readonly to: string
  readonly children: ReactNode
  readonly className?: string
  readonly isCurrent?: boolean
}

/** A link that a click follows here, and that opens elsewhere as every link does. */
export function Link({ to, children, className, isCurrent }: LinkFacts): ReactNode {
  const follow = (event: MouseEvent): void => {
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return
    event.preventDefault()
    go(to)
  }
  return (
    <a href={to} className={className} onClick={follow} aria-current={isCurrent === true ? 'page' : undefined}>
      {children}
    </a>
  )
}
