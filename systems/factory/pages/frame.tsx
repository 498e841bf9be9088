import { Badge, Empty, go, Link, type PageFacts, Shown, useAppAt, useAppResource } from '@millwright/dashboard'
import type { FormEvent, ReactNode } from 'react'
import type { Center, List, Machine, Meta, Shift, Site } from './answers.ts'
import { type Places, question, queryOf, type Spot, spotAt } from './place.ts'
import { doubts, minutes } from './words.ts'

/** The days and the shift that a page is about. */
export type Span = {
  readonly from: string
  readonly to: string
  readonly shift: string | undefined
  readonly shifts: readonly { readonly code: string; readonly name: string }[]
}

/** What every page of the factory is shown with. */
export type Here = {
  readonly spot: Spot
  readonly span: Span
  readonly query: URLSearchParams
  /** What is asked of the interface about the spot and the span. */
  readonly asked: Readonly<Record<string, string | undefined>>
  /** An address of these pages: another page, spot or query, the rest as it is. */
  readonly to: (change: Change) => string
}

export type Change = {
  readonly page?: string
  readonly codes?: readonly string[]
  readonly query?: Readonly<Record<string, string | undefined>>
}

type FrameFacts = PageFacts & {
  readonly page: string
  readonly title: string
  /** How many days are shown where the address says nothing: those of a picture that grows with them are few. */
  readonly days?: 1 | 7
  /** What is so now has no days to choose. */
  readonly isNow?: boolean
  readonly children: (here: Here) => ReactNode
}

/** Where one is, which days and which shift; below it what the page has to say of them. */
export function FactoryFrame(facts: FrameFacts): ReactNode {
  const sites = useAppResource<List<Site>>(question('/sites', { limit: '10000' }))
  const centers = useAppResource<List<Center>>(question('/work-centers', { limit: '10000' }))
  const machines = useAppResource<List<Machine>>(question('/equipment', { limit: '10000' }))
  return (
    <>
      <h1>{facts.title}</h1>
      <Shown of={sites}>
        {({ items }) => (
          <Shown of={centers}>
            {({ items: some }) => (
              <Shown of={machines}>
                {({ items: all }) => <AtSpot {...facts} places={{ sites: items, centers: some, machines: all }} />}
              </Shown>
            )}
          </Shown>
        )}
      </Shown>
    </>
  )
}

function AtSpot({ places, ...facts }: FrameFacts & { readonly places: Places }): ReactNode {
  const at = useAppAt()
  const spot = spotAt(places, facts.path)
  if (places.sites.length === 0) return <Empty>There is no site yet: move a legacy database first.</Empty>
  if (spot === undefined)
    return (
      <Empty>
        There is no such place. <Link to={at(facts.page)}>Go to the first site</Link>
      </Empty>
    )
  return <InSpan key={spot.id} {...facts} spot={spot} places={places} />
}

function InSpan({
  spot,
  places,
  days = 7,
  isNow = false,
  page,
  query,
  children,
}: FrameFacts & { readonly spot: Spot; readonly places: Places }): ReactNode {
  const at = useAppAt()
  const { from, to } = Object.fromEntries(query)
  const shifts = useAppResource<List<Shift>>(
    question('/shift-instances', { site: spot.site.id, from, to, limit: '10000' }),
  )
  return (
    <Shown of={shifts}>
      {({ meta, items }) => {
        const last = meta.to ?? ''
        const span: Span = {
          from: from ?? (days === 1 ? last : (meta.from ?? '')),
          to: last,
          shift: query.get('shift') ?? undefined,
          shifts: [
            ...new Map(items.map((one) => [one.shiftCode, { code: one.shiftCode, name: one.shiftName }])).values(),
          ],
        }
        const asked = { from: span.from, to: span.to, shift: span.shift }
        const address = ({ page: other = page, codes, query: more }: Change): string => {
          const path = [other, ...(codes ?? spot.trail.map(({ code }) => code)).map(encodeURIComponent)].join('/')
          const text = queryOf({ ...Object.fromEntries(query), ...more })
          return `${at(path)}${text === '' ? '' : `?${text}`}`
        }
        const here: Here = { spot, span, query, asked, to: address }
        return (
          <>
            <Trail here={here} places={places} />
            {isNow ? null : <SpanForm key={`${span.from} ${span.to} ${span.shift ?? ''}`} here={here} />}
            {children(here)}
          </>
        )
      }}
    </Shown>
  )
}

/** From the sites down to where one is, and what is inside of it. */
function Trail({ here: { spot, to }, places }: { readonly here: Here; readonly places: Places }): ReactNode {
  const codes = spot.trail.map(({ code }) => code)
  const others = spot.kind === 'site' ? places.sites.filter(({ id }) => id !== spot.id) : []
  const inside = (
    <ul className="plain pair">
      {others.map(({ id, code, name }) => (
        <li key={id}>
          <Link to={to({ codes: [code] })}>{name}</Link>
        </li>
      ))}
      {spot.inside.map(({ id, code, name }) => (
        <li key={id}>
          <Link to={to({ codes: [...codes, code] })}>{name}</Link>
        </li>
      ))}
    </ul>
  )
  return (
    <nav aria-label="Place" className="trail">
      <ol className="plain pair">
        {spot.trail.map(({ id, name }, depth) => (
          <li key={id}>
            {depth === 0 ? null : <span aria-hidden="true">› </span>}
            {id === spot.id ? (
              <strong aria-current="location">{name}</strong>
            ) : (
              <Link to={to({ codes: codes.slice(0, depth + 1) })}>{name}</Link>
            )}
          </li>
        ))}
      </ol>
      {spot.inside.length + others.length > 12 ? (
        <details>
          <summary>Inside {spot.name}</summary>
          {inside}
        </details>
      ) : (
        inside
      )}
    </nav>
  )
}

function SpanForm({ here: { span, to, spot } }: { readonly here: Here }): ReactNode {
  const show = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault()
    const typed = new FormData(event.currentTarget)
    const said = (name: string): string => {
      const value = typed.get(name)
      return typeof value === 'string' ? value : ''
    }
    go(to({ query: { from: said('from'), to: said('to'), shift: said('shift'), page: undefined } }))
  }
  return (
    <form className="actions" aria-label="Days and shift" onSubmit={show}>
      <label className="field">
        First day
        <input type="date" name="from" defaultValue={span.from} required />
      </label>
      <label className="field">
        Last day
        <input type="date" name="to" defaultValue={span.to} required />
      </label>
      <label className="field">
        Shift
        <select name="shift" defaultValue={span.shift ?? ''}>
          <option value="">All shifts</option>
          {span.shifts.map(({ code, name }) => (
            <option key={code} value={code}>
              {name} ({code})
            </option>
          ))}
        </select>
      </label>
      <button type="submit">Show</button>
      <span className="quiet">Days and times of {spot.timezone}</span>
    </form>
  )
}

/** How far an answer can be trusted. */
export function Trust({ meta: { provisional, dataQuality } }: { readonly meta: Meta }): ReactNode {
  const { noDataMinutes, missingCounts, skipped, warnings } = dataQuality
  const shifts = [
    ...skipped.map(({ reason: code, shifts: n }) => ({ code, n })),
    ...warnings.map(({ code, shifts: n }) => ({ code, n })),
  ]
  const words = [
    noDataMinutes > 0 ? `No data for ${minutes(noDataMinutes)} of machine time; that time counts as lost.` : '',
    missingCounts > 0 ? `Shifts of machines that ran and counted nothing: ${missingCounts}.` : '',
    ...shifts.map(({ code, n }) => `Shifts of machines that ${doubts[code] ?? code}: ${n}.`),
  ].filter((sentence) => sentence !== '')
  return (
    <>
      {provisional ? (
        <p>
          <Badge tone="warn">provisional</Badge> A shift of these days is not over yet.
        </p>
      ) : null}
      {words.map((sentence) => (
        <p key={sentence} className="quiet">
          {sentence}
        </p>
      ))}
    </>
  )
}
