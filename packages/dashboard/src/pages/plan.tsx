import { type ReactNode, useState } from 'react'
import type { Plan, PlanItem } from 'millwright/view'
import { Action } from '../parts/actions.tsx'
import { Badge, Card, Empty, Facts, Shown, Table, Typed } from '../parts/basics.tsx'
import { useApi, useMay, usePlace } from '../session.ts'
import { useResource } from '../use-resource.ts'

type Step = PlanItem['steps'][number]

/** What would be done, statement by statement, and how it would be undone. */
export function PlanPage(): ReactNode {
  const { news } = usePlace()
  const api = useApi()
  const plan = useResource<Plan>(api('plan'), news.version)
  return (
    <>
      <h1>Plan</h1>
      <Shown of={plan}>
        {(found) =>
          found.items.length === 0 ? (
            <Empty>Nothing is pending: the database is where the history ends.</Empty>
          ) : (
            <PlanShown plan={found} />
          )
        }
      </Shown>
    </>
  )
}

function PlanShown({ plan }: { readonly plan: Plan }): ReactNode {
  return (
    <>
      <Card title={`${plan.items.length} to apply`} aside={<PlanActions />}>
        <Facts facts={[['Plan', <code>{plan.hash.slice(0, 12)}</code>], ...Object.entries(plan.params)]} />
        <Typed>millwright up</Typed>
      </Card>
      {plan.findings.length === 0 ? null : (
        <Card title="What to know before">
          <ul className="plain">
            {plan.findings.map(({ code, severity, message }) => (
              <li key={`${code} ${message}`}>
                <Badge tone={severity === 'info' ? 'info' : 'warn'}>{severity}</Badge> <code>{code}</code> {message}
              </li>
            ))}
          </ul>
        </Card>
      )}
      {plan.items.map((item) => (
        <Item key={item.migration} item={item} />
      ))}
    </>
  )
}

function PlanActions(): ReactNode {
  const mayOperate = useMay('operate')
  const { news } = usePlace()
  const [rehearseFirst, setRehearseFirst] = useState(true)
  if (!mayOperate) return null
  const isBusy = news.running !== undefined
  return (
    <span className="actions">
      <label className="check">
        <input type="checkbox" checked={rehearseFirst} onChange={(event) => setRehearseFirst(event.target.checked)} />{' '}
        on a copy first
      </label>
      <Action action="up" input={{ rehearse: rehearseFirst }} isMain isDisabled={isBusy}>
        Apply
      </Action>
      <Action action="rehearse" isDisabled={isBusy}>
        Rehearse only
      </Action>
    </span>
  )
}

function Item({ item }: { readonly item: PlanItem }): ReactNode {
  return (
    <Card title={`${item.migration} ${item.name}`} aside={<span className="quiet">{item.kind}</span>}>
      <Facts
        facts={[
          ['Undone by', item.undo],
          [
            'Transaction',
            item.transaction ? 'all of it, or nothing' : 'none: it is journaled and can be taken up again',
          ],
        ]}
      />
      {item.steps.length === 0 ? null : <StepTable steps={item.steps} name={item.migration} />}
      {item.statements.length === 0 ? null : (
        <pre tabIndex={0}>{item.statements.map(({ text }) => `${text};`).join('\n\n')}</pre>
      )}
    </Card>
  )
}

const StepTable = ({ steps, name }: { readonly steps: readonly Step[]; readonly name: string }): ReactNode => (
  <Table
    caption={`Steps of ${name}`}
    rows={steps}
    keyOf={(step) => step.name}
    columns={[
      { title: 'Step', cell: (step) => step.name },
      { title: 'Kind', cell: (step) => step.kind },
      { title: 'From', cell: (step) => step.from },
      { title: 'Table', cell: (step) => step.table ?? '–' },
      { title: 'Key', cell: (step) => step.key.join(', ') },
      {
        title: 'May change',
        cell: (step) => (step.touches.length === 0 ? 'what its map returns' : step.touches.join(', ')),
      },
      { title: 'Undone by', cell: (step) => step.undo },
    ]}
  />
)
