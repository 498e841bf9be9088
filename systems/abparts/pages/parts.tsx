import {
  addressWith,
  Badge,
  count,
  Link,
  type Resource,
  type Tone,
  useAppResource,
  usePlace,
} from '@millwright/dashboard'
import type { ReactNode } from 'react'
import type { Execution, Protocol, Reminder } from './facts.ts'

/** Whether the application would let the reader change something. Pages only leave out what it would refuse. */
export const useMayWork = (): boolean => usePlace().session.person.role !== 'viewer'

/** Whether the reader looks after everything. */
export const useIsChief = (): boolean => usePlace().session.person.role === 'admin'

const amounts = new Intl.NumberFormat(undefined, { maximumFractionDigits: 3 })

/** A quantity or hours in the reader's own way of writing. */
export const amount = (value: number, unit = ''): string =>
  `${amounts.format(value)}${unit === '' ? '' : `\u00a0${unit}`}`

/** When a protocol is due, in words. */
export function dueWords({
  protocol_type: type,
  service_interval_hours: interval,
  is_recurring: isRecurring,
}: Protocol): string {
  if (type !== 'scheduled') return { daily: 'every day', weekly: 'every week', custom: 'when somebody decides' }[type]
  return `${isRecurring ? 'every' : 'once, at'} ${amount(interval ?? 0, 'h')}`
}

const tones: Readonly<Record<Execution['status'], Tone>> = {
  scheduled: 'info',
  in_progress: 'warn',
  completed: 'ok',
  partial: 'warn',
  skipped: 'quiet',
}

export const StatusBadge = ({ status }: Pick<Execution, 'status'>): ReactNode => (
  <Badge tone={tones[status]}>{status.replace('_', ' ')}</Badge>
)

/** What a reminder is about, in words. */
export const reminderWords: Readonly<Record<Reminder['reminder_type'], string>> = {
  daily: 'not done today',
  weekly: 'not done this week',
  hours_based: 'service is coming',
  overdue: 'service is overdue',
}

const size = 25

/** What a page of a list asks for: one row more than it shows, which tells whether there is another page. */
export type Paged<T> = { readonly list: Resource<readonly T[]>; readonly rows: readonly T[]; readonly hasMore: boolean }

/** A list of the application, from the place that the address names. */
export function useList<T>(path: string, query: URLSearchParams, version = 0): Paged<T> {
  const asked = new URLSearchParams(query)
  asked.set('skip', String(skipIn(query)))
  asked.set('limit', String(size + 1))
  const list = useAppResource<readonly T[]>(`${path}?${asked.toString()}`, version)
  const found = list.data ?? []
  return { list, rows: found.slice(0, size), hasMore: found.length > size }
}

const skipIn = (query: URLSearchParams): number => {
  const skip = Number(query.get('skip') ?? '0')
  return Number.isSafeInteger(skip) && skip >= 0 && skip <= 10_000_000 ? skip : 0
}

type MoreFacts = {
  readonly here: string
  readonly query: URLSearchParams
  readonly shown: number
  readonly hasMore: boolean
}

/** The way to the rows before and behind; nothing where everything is shown. */
export function More({ here, query, shown, hasMore }: MoreFacts): ReactNode {
  const skip = skipIn(query)
  if (skip === 0 && !hasMore) return null
  const to = (place: number): string => addressWith(here, query, { skip: place <= 0 ? '' : String(place) })
  return (
    <nav className="actions" aria-label="Other pages of the list">
      {skip > 0 ? <Link to={to(skip - size)}>Previous</Link> : null}
      {hasMore ? <Link to={to(skip + size)}>Next</Link> : null}
      <span className="quiet">{shown === 0 ? 'nothing here' : `${count(skip + 1)} to ${count(skip + shown)}`}</span>
    </nav>
  )
}

/** What an address chooses for the application: its own filters, under their own names. */
export const chosen = (query: URLSearchParams, names: readonly string[]): URLSearchParams =>
  new URLSearchParams([...query].filter(([name, value]) => names.includes(name) && value !== ''))

type PickFacts = {
  readonly name: string
  readonly title: string
  readonly query: URLSearchParams
  readonly choices: readonly (readonly [value: string, words: string])[]
  readonly all?: string
}

/** One choice of several, as it stands in the address. */
export const Pick = ({ name, title, query, choices, all = 'all' }: PickFacts): ReactNode => (
  <label>
    {title}
    <select name={name} defaultValue={query.get(name) ?? ''}>
      <option value="">{all}</option>
      {choices.map(([value, words]) => (
        <option key={value} value={value}>
          {words}
        </option>
      ))}
    </select>
  </label>
)
