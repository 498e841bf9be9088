import {
  addressWith,
  Card,
  count,
  day,
  Empty,
  Link,
  Pager,
  type Resource,
  Search,
  Shown,
  Table,
  useAppAt,
  useAppResource,
} from '@millwright/dashboard'
import type { ReactNode } from 'react'
import type { Calendar, Register, Work } from './facts.ts'
import { Pick } from './filters.tsx'
import { daysOf, monthNow, monthTitle, neighbours, weekdays } from './months.ts'
import { registerNames, StatusBadge, useDeviceAt } from './parts.tsx'

type Facts = { readonly query: URLSearchParams }

const registers: readonly Register[] = ['ocm', 'ppm']

/** What has to be done on which day of a month, what was, and what should have been. */
export function CalendarPage({ query }: Facts): ReactNode {
  const at = useAppAt()
  const here = at('calendar')
  const month = /^\d{4}-(0[1-9]|1[0-2])$/.test(query.get('month') ?? '') ? String(query.get('month')) : monthNow()
  const asked = query.get('register') ?? ''
  const shown = registers.filter((register) => asked === '' || asked === register)
  const [before, after] = neighbours(month)
  const to = (changes: Readonly<Record<string, string>>): string =>
    addressWith(here, query, { day: '', page: '', ...changes })
  return (
    <>
      <h1>Due calendar</h1>
      <Search here={here} key={query.toString()}>
        <label>
          Month
          <input type="month" name="month" defaultValue={month} />
        </label>
        <Pick
          name="register"
          title="Register"
          query={query}
          choices={registers.map((one) => [one, registerNames[one]])}
          all="both"
        />
        <Pick name="view" title="As" query={query} choices={[['list', 'a list']]} all="a month" />
      </Search>
      <nav className="actions" aria-label="Months">
        <Link to={to({ month: before })}>{monthTitle(before)}</Link>
        <Link to={to({ month: monthNow() })}>This month</Link>
        <Link to={to({ month: after })}>{monthTitle(after)}</Link>
      </nav>
      <Month key={month} month={month} shown={shown} query={query} to={to} />
    </>
  )
}

type MonthFacts = Facts & {
  readonly month: string
  readonly shown: readonly Register[]
  readonly to: (changes: Readonly<Record<string, string>>) => string
}

function Month({ month, shown, query, to }: MonthFacts): ReactNode {
  const days = daysOf(month)
  const [from, last] = [days[0] ?? month, days.at(-1) ?? month]
  const chosen = days.find((one) => one === query.get('day'))
  const isList = query.get('view') === 'list'
  const span = isList || chosen === undefined ? { from, to: last } : { from: chosen, to: chosen }
  const whole: Readonly<Record<Register, Resource<Calendar>>> = {
    ocm: useAppResource<Calendar>(`/api/due/ocm?from=${from}&to=${last}&per_page=1`),
    ppm: useAppResource<Calendar>(`/api/due/ppm?from=${from}&to=${last}&per_page=1`),
  }
  const answers = shown.map((register) => whole[register])
  const failed = answers.find(({ error }) => error !== undefined)
  const counts = answers.flatMap(({ data }) => data?.days ?? [])
  return (
    <>
      {isList ? null : (
        <Card title={monthTitle(month)} aside={<span role="status">{wordsFor(counts)}</span>}>
          {failed === undefined ? (
            <Grid days={days} counts={counts} chosen={chosen} to={to} />
          ) : (
            <Shown of={failed}>{() => null}</Shown>
          )}
        </Card>
      )}
      {shown.map((register) => (
        <WorkCard key={register} register={register} span={span} query={query} />
      ))}
    </>
  )
}

type Counts = Calendar['days'][number]

const sumOf = (counts: readonly Counts[]) => ({
  upcoming: counts.reduce((sum, one) => sum + one.upcoming, 0),
  overdue: counts.reduce((sum, one) => sum + one.overdue, 0),
  maintained: counts.reduce((sum, one) => sum + one.maintained, 0),
})

function wordsFor(counts: readonly Counts[]): string {
  const { upcoming, overdue, maintained } = sumOf(counts)
  const parts = [
    [overdue, 'overdue'],
    [upcoming, 'to do'],
    [maintained, 'done'],
  ] as const
  const words = parts.filter(([amount]) => amount > 0).map(([amount, word]) => `${count(amount)} ${word}`)
  return words.length === 0 ? 'nothing' : words.join(', ')
}

type GridFacts = {
  readonly days: readonly string[]
  readonly counts: readonly Counts[]
  readonly chosen: string | undefined
  readonly to: MonthFacts['to']
}

/** A week in each row; on a narrow screen only days with work, under each other. */
function Grid({ days, counts, chosen, to }: GridFacts): ReactNode {
  const { names, offset } = weekdays(days[0] ?? '')
  return (
    <>
      <div className="weekdays" aria-hidden="true">
        {names.map((name) => (
          <span key={name}>{name}</span>
        ))}
      </div>
      <ol className="month">
        {days.map((one, at) => {
          const own = counts.filter(({ day: of }) => of === one)
          const { overdue } = sumOf(own)
          return (
            <li
              key={one}
              className={own.length === 0 ? 'free' : overdue > 0 ? 'late' : undefined}
              style={at === 0 ? { gridColumnStart: offset + 1 } : undefined}
            >
              {own.length === 0 ? (
                <span className="quiet">{at + 1}</span>
              ) : (
                <Link to={to({ day: one })} isCurrent={one === chosen}>
                  <span className="number-of-day">{at + 1}</span>
                  <span className="whole-day">{day(one)}</span> {wordsFor(own)}
                </Link>
              )}
            </li>
          )
        })}
      </ol>
    </>
  )
}

type WorkFacts = {
  readonly register: Register
  readonly span: { readonly from: string; readonly to: string }
  readonly query: URLSearchParams
}

function WorkCard({ register, span, query }: WorkFacts): ReactNode {
  const at = useAppAt()
  const own = `page_${register}`
  const page = query.get(own) ?? '1'
  const work = useAppResource<Calendar>(
    `/api/due/${register}?from=${span.from}&to=${span.to}&page=${encodeURIComponent(page)}`,
  )
  const title = span.from === span.to ? day(span.from) : monthTitle(span.from.slice(0, 7))
  return (
    <Card title={`${registerNames[register]}, ${title}`}>
      <Shown of={work}>
        {({ items, total, current_page, per_page }) =>
          total === 0 ? (
            <Empty>No work stands here. Choose another day or month.</Empty>
          ) : (
            <>
              <WorkTable register={register} items={items} />
              <Pager
                page={current_page}
                size={per_page}
                total={total}
                to={(number) => addressWith(at('calendar'), query, { [own]: String(number) })}
              />
            </>
          )
        }
      </Shown>
    </Card>
  )
}

function WorkTable({ register, items }: { readonly register: Register; readonly items: readonly Work[] }): ReactNode {
  const to = useDeviceAt()
  return (
    <Table
      caption={`Work of the ${registerNames[register]} register`}
      rows={items}
      keyOf={({ serial, description }) => `${serial} ${description}`}
      columns={[
        { title: 'Day', cell: (work) => day(work.due_date) },
        { title: 'Device', cell: ({ serial }) => <Link to={to(register, serial)}>{serial}</Link> },
        { title: 'Name', cell: ({ name }) => name ?? '–' },
        { title: 'Department', cell: ({ department }) => department },
        { title: 'Work', cell: ({ description }) => description },
        { title: 'Engineer', cell: ({ engineer }) => engineer ?? '–' },
        { title: 'State', cell: ({ status }) => <StatusBadge status={status} /> },
      ]}
    />
  )
}
