import {
  Bar,
  Card,
  Empty,
  Facts,
  Failure,
  Field,
  Form,
  instant,
  Link,
  Refused,
  Shown,
  type Typing,
  useAppAt,
  useAppResource,
  useAppSend,
} from '@millwright/dashboard'
import { type ReactNode, useEffect, useState } from 'react'
import { AnsweredItem } from './answered-item.tsx'
import type { Execution, Item } from './facts.ts'
import { amount, StatusBadge, useMayWork } from './parts.tsx'

const base = '/maintenance-protocols'
const everyMs = 5000

/** One checklist: worked through item by item, by one person or several, today or after whatever came in between. */
export function ExecutionPage({ id }: { readonly id: string }): ReactNode {
  const at = useAppAt()
  const [version, again] = useNews()
  const execution = useAppResource<Execution>(`${base}/executions/${encodeURIComponent(id)}`, version)
  const { data } = execution
  return (
    <>
      <h1>{data === undefined ? 'A checklist' : `${data.protocol_name ?? 'Maintenance'} on ${data.machine_name}`}</h1>
      <p className="actions">
        <Link to={at('')}>All maintenance</Link>
        {data === undefined ? null : <StatusBadge status={data.status} />}
      </p>
      <Shown of={execution}>{(one) => <Work execution={one} again={again} />}</Shown>
    </>
  )
}

/** A number that rises every few seconds, so that what somebody else does is seen, and whenever it is asked to. */
function useNews(): readonly [version: number, again: () => void] {
  const [version, setVersion] = useState(0)
  const again = (): void => setVersion((times) => times + 1)
  useEffect(() => {
    const clock = setInterval(again, everyMs)
    return () => clearInterval(clock)
  }, [])
  return [version, again]
}

type WorkFacts = { readonly execution: Execution; readonly again: () => void }

function Work({ execution, again }: WorkFacts): ReactNode {
  const isOpen = execution.status === 'in_progress' || execution.status === 'scheduled'
  const mayWork = useMayWork() && isOpen
  return (
    <>
      <Card title="About it">
        <Facts
          facts={[
            ['Begun', instant(execution.created_at)],
            ['By', execution.performed_by],
            ...(execution.performed_date === null ? [] : [['Done', instant(execution.performed_date)] as const]),
            ...(execution.machine_hours_at_service === null
              ? []
              : [['Hours of the machine', amount(execution.machine_hours_at_service, 'h')] as const]),
            ...(execution.next_service_due_hours === null
              ? []
              : [['Next service', `at ${amount(execution.next_service_due_hours, 'h')}`] as const]),
          ]}
        />
      </Card>
      {execution.protocol_id === null ? (
        <Empty>Its protocol is not there any more.</Empty>
      ) : (
        <Checklist execution={execution} protocol={execution.protocol_id} mayWork={mayWork} again={again} />
      )}
      {mayWork ? <Ending execution={execution} again={again} /> : null}
    </>
  )
}

type ChecklistFacts = WorkFacts & { readonly protocol: string; readonly mayWork: boolean }

function Checklist({ execution, protocol, mayWork, again }: ChecklistFacts): ReactNode {
  const items = useAppResource<readonly Item[]>(`${base}/${protocol}/checklist-items`)
  const [said, setSaid] = useState('')
  const answers = new Map(execution.checklist_completions.map((one) => [one.checklist_item_id, one]))
  const done = execution.checklist_completions.filter(({ is_completed: is }) => is).length
  const tell = (words: string): void => {
    setSaid(words)
    again()
  }
  return (
    <Card title="Checklist">
      <p role="status">{said}</p>
      <Shown of={items}>
        {(list) => (
          <>
            <p>{`${done} of ${list.length} items are done.`}</p>
            <Bar share={list.length === 0 ? 0 : done / list.length} label="Items done" />
            <ol className="items">
              {list.map((item, place) => (
                <AnsweredItem
                  key={item.id}
                  item={item}
                  place={place + 1}
                  answer={answers.get(item.id)}
                  path={mayWork ? `${base}/executions/${execution.id}/checklist/${item.id}/complete` : undefined}
                  tell={tell}
                />
              ))}
            </ol>
          </>
        )}
      </Shown>
    </Card>
  )
}

/** The end: hours, and whether open critical items are accepted, which is asked only where there are some. */
function Ending({ execution, again }: WorkFacts): ReactNode {
  const send = useAppSend()
  const [open, setOpen] = useState<Refused>()
  const finish = async (typed: Typing): Promise<string> => {
    const hours = (typed['machine_hours_at_service'] ?? '').trim()
    const body = {
      ...(hours === '' ? {} : { machine_hours_at_service: Number(hours) }),
      accept_incomplete_critical: typed['accept'] === 'on',
    }
    try {
      await send('PUT', `${base}/executions/${execution.id}/complete`, body)
      again()
      return 'Finished.'
    } catch (cause) {
      if (!(cause instanceof Refused) || cause.code !== 'critical_items_open') throw cause
      setOpen(cause)
      return ''
    }
  }
  return (
    <Card title="Finish">
      {open === undefined ? null : <Failure error={open} />}
      <Form save={finish} button="Finish" keeps>
        {(wrong) => (
          <>
            <Field label="Hours of the machine now" wrong={wrong['machine_hours_at_service']} hint="Empty: not read">
              {(input) => <input {...input} name="machine_hours_at_service" inputMode="decimal" autoComplete="off" />}
            </Field>
            {open === undefined ? null : (
              <label className="check wide">
                <input type="checkbox" name="accept" /> Finish although critical items are open:{' '}
                {(open.details as readonly { readonly message: string }[]).map(({ message }) => message).join('; ')}
              </label>
            )}
          </>
        )}
      </Form>
    </Card>
  )
}
