import type { ReactNode } from 'react'
import { count } from '../format.ts'
import { Link } from '../router.tsx'

type PagerFacts = {
  readonly page: number
  readonly size: number
  readonly total: number
  /** The address of another page of the same list. */
  readonly to: (page: number) => string
}

/** The way to the other pages of a list; nothing where there is only one. */
export function Pager({ page, size, total, to }: PagerFacts): ReactNode {
  const last = Math.max(1, Math.ceil(total / size))
  if (last === 1) return null
  const places = [
    ['First', 1, page > 1],
    ['Previous', Math.min(page - 1, last), page > 1],
    ['Next', page + 1, page < last],
    ['Last', last, page < last],
  ] as const
  return (
    <nav className="actions" aria-label="Other pages of the list">
      {places.map(([title, place, isThere]) =>
        isThere ? (
          <Link key={title} to={to(place)}>
            {title}
          </Link>
        ) : (
          <span key={title} className="quiet" aria-hidden="true">
            {title}
          </span>
        ),
      )}
      <span className="quiet">
        Page {count(page)} of {count(last)}
      </span>
    </nav>
  )
}
