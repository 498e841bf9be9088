import type { ReactNode } from 'react'
import type { ViewedRun } from 'millwright/view'
import { Action } from '../parts/actions.tsx'
import { Card, Empty, Shown } from '../parts/basics.tsx'
import { CheckList } from '../parts/checks.tsx'
import { VerdictBadge } from '../parts/words.tsx'
import { Link } from '../router.tsx'
import { useApi, useAt, usePlace } from '../session.ts'
import { useResource } from '../use-resource.ts'
import { useNewestRun } from './newest-run.ts'

/** What was measured before and after a run, and whether it holds. */
export function ChecksPage({ run }: { readonly run: string | undefined }): ReactNode {
  const newest = useNewestRun(run)
  return (
    <>
      <h1>Checks</h1>
      <p className="actions">
        <Action action="check">Look for drift and pending work</Action>
        <Action action="validate">Look for mistakes in the migrations</Action>
        <Action action="doctor">Look for what stands in the way</Action>
      </p>
      <Shown of={newest}>
        {(id) => (id === '' ? <Empty>Nothing was run yet, so nothing was checked.</Empty> : <Checks run={id} />)}
      </Shown>
    </>
  )
}

function Checks({ run }: { readonly run: string }): ReactNode {
  const { news } = usePlace()
  const api = useApi()
  const at = useAt()
  const found = useResource<ViewedRun>(api(`runs/${run}`), news.version)
  return (
    <Shown of={found}>
      {({ view }) => (
        <Card title="Of the run" aside={<Link to={at(`runs/${run}`)}>{run}</Link>}>
          {view.verdict === undefined ? null : (
            <p className="line">
              <VerdictBadge word={view.verdict.word} /> {view.verdict.why}
            </p>
          )}
          <CheckList checks={view.checks} />
        </Card>
      )}
    </Shown>
  )
}
