import { type ReactNode, useState } from 'react'
import type { RejectGroup, RejectsList } from 'millwright/view'
import { Action } from '../parts/actions.tsx'
import { Card, Empty, Shown, Table } from '../parts/basics.tsx'
import { OneReject, RejectState } from '../parts/reject.tsx'
import { count } from '../format.ts'
import { Link } from '../router.tsx'
import { useApi, useAt, useMay, usePlace } from '../session.ts'
import { useResource } from '../use-resource.ts'
import { useNewestRun } from './newest-run.ts'

/** The records of a run that were not loaded: grouped by what is wrong with them, then one by one. */
export function RejectsPage({ run }: { readonly run: string | undefined }): ReactNode {
  const newest = useNewestRun(run)
  return (
    <>
      <h1>Rejects</h1>
      <Shown of={newest}>
        {(id) => (id === '' ? <Empty>Nothing was run yet, so nothing was rejected.</Empty> : <Rejects run={id} />)}
      </Shown>
    </>
  )
}

function Rejects({ run }: { readonly run: string }): ReactNode {
  const { news } = usePlace()
  const api = useApi()
  const at = useAt()
  const found = useResource<RejectsList>(api(`runs/${run}/rejects`), news.version)
  const [said, setSaid] = useState('')
  const decided = (sentence: string): void => {
    setSaid(sentence)
    found.reload()
  }
  return (
    <>
      <p>
        Of run <Link to={at(`runs/${run}`)}>{run}</Link>
      </p>
      <Shown of={found}>
        {({ groups, rows }) =>
          groups.length === 0 ? (
            <Empty>None: every record of this run was loaded.</Empty>
          ) : (
            <>
              <Card title="By rule" aside={<Retry run={run} groups={groups} />}>
                <Groups groups={groups} />
              </Card>
              <Card title="One by one" aside={<Save run={run} />}>
                <p role="status">{said}</p>
                {rows.map((row) => (
                  <OneReject key={row.id} row={row} onDecided={decided} />
                ))}
              </Card>
            </>
          )
        }
      </Shown>
    </>
  )
}

function Retry({ run, groups }: { readonly run: string; readonly groups: readonly RejectGroup[] }): ReactNode {
  const mayOperate = useMay('operate')
  if (!mayOperate || !groups.some(({ state, outcome }) => state === 'open' && outcome === 'rejected')) return null
  return (
    <Action action="rejects-retry" input={{ run }} isMain>
      Try them once more
    </Action>
  )
}

const Groups = ({ groups }: { readonly groups: readonly RejectGroup[] }): ReactNode => (
  <Table
    caption="Rejects by rule"
    rows={groups}
    keyOf={({ migration, step, rule, path, state, outcome }) => [migration, step, rule, path, state, outcome].join(' ')}
    columns={[
      { title: 'Records', isNumber: true, cell: ({ rows }) => count(rows) },
      { title: 'Rule', cell: ({ rule }) => <code>{rule}</code> },
      { title: 'Field', cell: ({ path }) => <code>{path}</code> },
      { title: 'What is wrong', cell: ({ message }) => message },
      { title: 'Step', cell: ({ migration, step }) => `${migration}, ${step}` },
      { title: 'State', cell: ({ state }) => <RejectState state={state} /> },
    ]}
  />
)

/** The files are written while they are read; the one for a spreadsheet holds no formula. */
function Save({ run }: { readonly run: string }): ReactNode {
  const { environment } = usePlace()
  const file = `/api/environments/${environment.id}/runs/${run}/rejects/export`
  return (
    <span className="actions">
      Save all:
      {(['csv', 'jsonl', 'raw'] as const).map((form) => (
        <a key={form} href={`${file}/${form}`} download={`rejects-${run}.${form}`}>
          {words[form]}
        </a>
      ))}
    </span>
  )
}

const words = { csv: 'CSV', jsonl: 'JSON', raw: 'as they came' } as const
