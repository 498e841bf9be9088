import {
  Badge,
  Card,
  day,
  Empty,
  Failure,
  Link,
  type PageFacts,
  Search,
  Shown,
  Table,
  useAppAt,
  useAppSend,
} from '@millwright/dashboard'
import { type ReactNode, useRef, useState } from 'react'
import type { Reminder } from './facts.ts'
import { amount, chosen, More, Pick, reminderWords, useIsChief, useList, useMayWork } from './parts.tsx'

const base = '/maintenance-protocols/reminders'

const answered = { acknowledge: 'acknowledged', dismiss: 'dismissed' } as const

/** What is due, or what is overdue at a moment. */
export function RemindersPage({ query }: PageFacts): ReactNode {
  const here = useAppAt()('reminders')
  const isChief = useIsChief()
  const [version, setVersion] = useState(0)
  const heading = useRef<HTMLHeadingElement>(null)
  const isOverdue = query.get('show') === 'overdue'
  const asOf = asOfIn(query)
  const asked = chosen(query, ['skip'])
  if (isOverdue && asOf !== undefined) asked.set('as_of', asOf)
  const { list, rows, hasMore } = useList<Reminder>(`${base}/${isOverdue ? 'overdue' : 'pending'}`, asked, version)
  const { said, error, answer, generate } = useAnswers(asOf, () => {
    setVersion((times) => times + 1)
    heading.current?.focus() // the button that was pressed goes with its row
  })
  return (
    <>
      <h1 ref={heading} tabIndex={-1}>
        {isOverdue ? 'Overdue maintenance' : 'Reminders'}
      </h1>
      <Filters here={here} query={query} />
      <p className="actions">
        {isChief ? (
          <button type="button" onClick={() => void generate()}>
            Look for what is due
          </button>
        ) : null}
        <span role="status">{said}</span>
      </p>
      {error === undefined ? null : <Failure error={error} />}
      <Shown of={list}>
        {() =>
          rows.length === 0 ? (
            <Empty>
              {isOverdue ? 'Nothing is overdue.' : 'Nothing waits for an answer.'} What is due is looked for every hour
              where somebody arranged it.
            </Empty>
          ) : (
            <Card title={isOverdue ? 'Overdue' : 'Waiting for an answer'}>
              <ReminderTable rows={rows} answer={answer} />
              <More here={here} query={query} shown={rows.length} hasMore={hasMore} />
            </Card>
          )
        }
      </Shown>
    </>
  )
}

const Filters = ({ here, query }: { readonly here: string; readonly query: URLSearchParams }): ReactNode => (
  <Search here={here} key={query.toString()}>
    <Pick
      name="show"
      title="Show"
      query={query}
      choices={[['overdue', 'what is overdue']]}
      all="what nobody answered"
    />
    <label>
      As of (UTC)
      <input name="as_of" type="datetime-local" defaultValue={query.get('as_of') ?? ''} />
    </label>
  </Search>
)

type Said = { readonly said: string; readonly error?: Error }

/** What can be done about reminders, and what became of it. */
function useAnswers(asOf: string | undefined, done: () => void) {
  const send = useAppSend()
  const [state, setState] = useState<Said>({ said: '' })
  const act = async (work: () => Promise<string>): Promise<void> => {
    try {
      setState({ said: await work() })
      done()
    } catch (cause) {
      setState({ said: '', error: cause as Error })
    }
  }
  const answer = (one: Reminder, word: keyof typeof answered) =>
    act(async () => {
      await send('PUT', `${base}/${one.id}/${word}`)
      return `${one.protocol_name} on ${one.machine_name}: ${answered[word]}.`
    })
  const generate = () =>
    act(async () => {
      const { created, replaced } = await send<Generated>(
        'POST',
        `${base}/generate`,
        asOf === undefined ? {} : { as_of: asOf },
      )
      return `${created} reminders are new, ${replaced} were replaced.`
    })
  return { ...state, answer, generate }
}

type Generated = { readonly created: number; readonly replaced: number }

/** The moment in the address, as the application wants it. */
function asOfIn(query: URLSearchParams): string | undefined {
  const typed = query.get('as_of') ?? ''
  return /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$/.test(typed) ? `${typed}:00Z` : undefined
}

type TableFacts = {
  readonly rows: readonly Reminder[]
  readonly answer: (one: Reminder, word: 'acknowledge' | 'dismiss') => Promise<void>
}

function ReminderTable({ rows, answer }: TableFacts): ReactNode {
  const at = useAppAt()
  const mayWork = useMayWork()
  return (
    <Table
      caption="Reminders"
      rows={rows}
      keyOf={({ id }) => id}
      columns={[
        { title: 'Machine', cell: (one) => one.machine_name },
        { title: 'Protocol', cell: (one) => <Link to={at(`protocols/${one.protocol_id}`)}>{one.protocol_name}</Link> },
        {
          title: 'Why',
          cell: (one) => (
            <Badge tone={one.reminder_type === 'overdue' ? 'bad' : 'warn'}>{reminderWords[one.reminder_type]}</Badge>
          ),
        },
        {
          title: 'Due',
          cell: (one) => (one.due_hours === null ? day(one.due_date) : `at ${amount(one.due_hours, 'h')}`),
        },
        ...(mayWork
          ? [
              {
                title: 'Answer',
                cell: (one: Reminder) => <Answers one={one} answer={answer} />,
              },
            ]
          : []),
      ]}
    />
  )
}

function Answers({ one, answer }: { readonly one: Reminder; readonly answer: TableFacts['answer'] }): ReactNode {
  const at = useAppAt()
  const about = `${one.protocol_name} on ${one.machine_name}`
  return (
    <span className="actions">
      <Link to={at(`work?begin=${one.protocol_id}&machine=${one.machine_id}`)}>{`Begin ${about}`}</Link>
      {one.status === 'pending' ? (
        <button type="button" aria-label={`Acknowledge ${about}`} onClick={() => void answer(one, 'acknowledge')}>
          Acknowledge
        </button>
      ) : null}
      <button type="button" aria-label={`Dismiss ${about}`} onClick={() => void answer(one, 'dismiss')}>
        Dismiss
      </button>
    </span>
  )
}
