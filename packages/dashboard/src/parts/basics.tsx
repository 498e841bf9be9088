import type { ReactNode } from 'react'
import { Refused } from '../api.ts'
import { Link } from '../router.tsx'
import type { Resource } from '../use-resource.ts'

export type Tone = 'ok' | 'bad' | 'warn' | 'info' | 'quiet'

/** A word of state: it says in words what its colour says. */
export const Badge = ({ tone, children }: { readonly tone: Tone; readonly children: ReactNode }): ReactNode => (
  <span className={`badge ${tone}`}>{children}</span>
)

/** Everything under one heading. */
export const Card = ({
  title,
  aside,
  id,
  children,
}: {
  readonly title: string
  /** For links to it. */
  readonly id?: string
  readonly aside?: ReactNode
  readonly children: ReactNode
}): ReactNode => (
  <section className="card" id={id}>
    <header>
      <h2>{title}</h2>
      {aside}
    </header>
    {children}
  </section>
)

/** There is nothing to show, and what would change that. */
export const Empty = ({ children }: { readonly children: ReactNode }): ReactNode => <p className="empty">{children}</p>

/** What went wrong, in the four sentences where there are four. */
export function Failure({ error, retry }: { readonly error: Error; readonly retry?: () => void }): ReactNode {
  const problem = error instanceof Refused ? error.problem : undefined
  return (
    <div className="failure" role="alert">
      <p>
        <strong>{error instanceof Refused ? error.code : 'No answer'}</strong> {error.message}
      </p>
      {problem?.state === undefined || problem.state === '' ? null : <p>{problem.state}</p>}
      {problem?.next === undefined || problem.next === '' ? null : <p>{problem.next}</p>}
      {retry === undefined ? null : (
        <button type="button" onClick={retry}>
          Try again
        </button>
      )}
    </div>
  )
}

/** What a document says, or that it is being read, or why it cannot be. */
export function Shown<T>({
  of,
  children,
}: {
  readonly of: Resource<T>
  readonly children: (data: T) => ReactNode
}): ReactNode {
  if (of.data !== undefined)
    return (
      <>
        {of.error === undefined ? null : <Failure error={of.error} retry={of.reload} />}
        {children(of.data)}
      </>
    )
  return of.error === undefined ? (
    <p className="empty" aria-busy="true">
      Reading…
    </p>
  ) : (
    <Failure error={of.error} retry={of.reload} />
  )
}

/** Names and values under each other. */
export const Facts = ({
  facts,
}: {
  readonly facts: readonly (readonly [name: string, value: ReactNode])[]
}): ReactNode => (
  <dl className="facts">
    {facts.map(([name, value]) => (
      <div key={name}>
        <dt>{name}</dt>
        <dd>{value}</dd>
      </div>
    ))}
  </dl>
)

type Column<T> = {
  readonly title: string
  readonly cell: (row: T) => ReactNode
  readonly isNumber?: boolean
  /** Where the same rows stand sorted by this column, and how they are sorted by it now. */
  readonly sort?: { readonly to: string; readonly now: 'ascending' | 'descending' | undefined }
}
type TableFacts<T> = {
  readonly caption: string
  readonly columns: readonly Column<T>[]
  readonly rows: readonly T[]
  readonly keyOf: (row: T) => string
}

const arrows = { ascending: ' ↑', descending: ' ↓', none: '' } as const

/** Rows under their titles; on a narrow screen each cell stands under its own. The roles are said because the style takes them away there. */
export function Table<T>({ caption, columns, rows, keyOf }: TableFacts<T>): ReactNode {
  return (
    <div className="scroll" role="region" aria-label={caption} tabIndex={0}>
      <table role="table">
        <caption className="hidden">{caption}</caption>
        <thead>
          <tr role="row">
            {columns.map(({ title, isNumber, sort }) => (
              <th
                key={title}
                role="columnheader"
                scope="col"
                className={isNumber === true ? 'number' : undefined}
                aria-sort={sort?.now}
              >
                {sort === undefined ? title : <Link to={sort.to}>{`${title}${arrows[sort.now ?? 'none']}`}</Link>}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={keyOf(row)} role="row">
              {columns.map(({ title, cell, isNumber }) => (
                <td key={title} role="cell" data-title={title} className={isNumber === true ? 'number' : undefined}>
                  {cell(row)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

/** How much is done; without a share, that nobody knows. */
export const Bar = ({ share, label }: { readonly share: number | undefined; readonly label: string }): ReactNode => (
  <progress className="bar" aria-label={label} max={1} {...(share === undefined ? {} : { value: share })} />
)

/** What to type for the same. */
export const Typed = ({ children }: { readonly children: string }): ReactNode => (
  <p className="typed">
    In a terminal: <code>{children}</code>
  </p>
)
