import type { ReactNode } from 'react'
import { type CheckResult, type Follower, type RunView, timeWords, type ViewedRun } from 'millwright/view'
import { Action } from '../parts/actions.tsx'
import { Badge, Card, Facts, Shown } from '../parts/basics.tsx'
import { CheckList } from '../parts/checks.tsx'
import { Gantt } from '../parts/gantt.tsx'
import { Runs } from '../parts/runs-table.tsx'
import { Stopping } from '../parts/stopping.tsx'
import { Steps } from '../parts/steps.tsx'
import { VerdictBadge } from '../parts/words.tsx'
import { instant, rows } from '../format.ts'
import { useNow } from '../news.ts'
import { Link } from '../router.tsx'
import { useApi, useAt, useMay, usePlace } from '../session.ts'
import { useResource } from '../use-resource.ts'
import { Files } from './reports.tsx'

/** Every run, the newest first. */
export function RunsPage(): ReactNode {
  return (
    <>
      <h1>Runs</h1>
      <Runs most={200} caption="Runs, the newest first" />
    </>
  )
}

/** One run: live while it is under way, from the ledger afterwards. */
export function RunPage({ run }: { readonly run: string }): ReactNode {
  const { news } = usePlace()
  const api = useApi()
  const follower = news.followerOf(run)
  const stored = useResource<ViewedRun>(api(`runs/${run}`), news.version)
  if (follower !== undefined) return <RunShown view={follower.view} follower={follower} />
  return <Shown of={stored}>{({ view }) => <RunShown view={view} follower={undefined} />}</Shown>
}

function RunShown({ view, follower }: { readonly view: RunView; readonly follower: Follower | undefined }): ReactNode {
  const now = useNow()
  return (
    <>
      <h1>
        Run <code>{view.run}</code>
      </h1>
      <div role="status">
        <Verdict view={view} />
      </div>
      <RunFailure view={view} />
      <Card title="Steps" aside={<RunActions view={view} />}>
        {view.waiting === undefined ? null : <p className="question">Waiting: {view.waiting}</p>}
        <Steps view={view} follower={follower} now={now} />
        <Gantt view={view} now={now} />
      </Card>
      <RunFacts view={view} />
      <Findings view={view} />
      <Card title="Checks">
        <CheckList checks={view.checks as readonly CheckResult[]} />
      </Card>
    </>
  )
}

function Verdict({ view }: { readonly view: RunView }): ReactNode {
  if (view.verdict === undefined)
    return (
      <p className="line">
        <Badge tone="info">under way</Badge> {view.rehearsal ? 'on a copy of the database' : ''}
      </p>
    )
  return (
    <p className="line">
      <VerdictBadge word={view.verdict.word} /> {view.verdict.why}
    </p>
  )
}

function RunFailure({ view: { failure } }: { readonly view: RunView }): ReactNode {
  if (failure === undefined) return null
  const { what, state, does, next } = failure.text
  return (
    <div className="failure" role="alert">
      <p>
        <strong>{failure.code}</strong> {what}
      </p>
      <p>{state}</p>
      {does === undefined ? null : <p>{does}</p>}
      <p>{next}</p>
      {failure.driver === undefined ? null : <p className="quiet">{failure.driver}</p>}
    </div>
  )
}

function RunActions({ view }: { readonly view: RunView }): ReactNode {
  const mayOperate = useMay('operate')
  if (!mayOperate) return null
  if (view.verdict === undefined && view.failure === undefined) return <Stopping view={view} />
  if (view.rehearsal) return null
  const word = view.verdict?.word ?? 'FAILED'
  return (
    <span className="actions">
      {word === 'PAUSED' || word === 'FAILED' ? (
        <Action action="resume" input={{ run: view.run }} isMain then={() => undefined}>
          Resume
        </Action>
      ) : null}
      {word === 'REVERTED' ? null : (
        <Action action="rollback" input={{ run: view.run }}>
          Roll back
        </Action>
      )}
    </span>
  )
}

function RunFacts({ view }: { readonly view: RunView }): ReactNode {
  const at = useAt()
  return (
    <Card title="Facts">
      <Facts
        facts={[
          ['Database', view.target],
          ['Began', instant(view.startedAt)],
          ...(view.verdict === undefined ? [] : [['Took', timeWords(view.verdict.ms)] as const]),
          ['Plan', <code>{view.plan.slice(0, 12)}</code>],
          ['Backup', backupWords(view)],
          ['Rejects', <Link to={at(`rejects/${view.run}`)}>What was not loaded</Link>],
          ['Report', <Files id={view.run} />],
        ]}
      />
    </Card>
  )
}

const backupWords = ({ backup, backupSkipped }: RunView): string => {
  if (backup === undefined) return backupSkipped === undefined ? '–' : `none: ${backupSkipped}`
  return `${backup.id}, ${backup.provedAt === undefined ? 'not proved' : 'proved by a restore'} (${rows(backup.rows)})`
}

function Findings({ view: { findings } }: { readonly view: RunView }): ReactNode {
  if (findings.length === 0) return null
  return (
    <Card title="Findings">
      <ul className="plain">
        {findings.map(({ code, severity, message }, at) => (
          <li key={`${at} ${code}`}>
            <Badge tone={severity === 'info' ? 'info' : severity === 'warning' ? 'warn' : 'bad'}>{severity}</Badge>{' '}
            <code>{code}</code> {message}
          </li>
        ))}
      </ul>
    </Card>
  )
}
