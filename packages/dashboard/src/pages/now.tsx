import type { ReactNode } from 'react'
import type { BackupList, Job, Status } from 'millwright/view'
import { Action } from '../parts/actions.tsx'
import { Badge, Card, Empty, Facts, Shown } from '../parts/basics.tsx'
import { JobBadge, JobView } from '../parts/jobs.tsx'
import { Runs } from '../parts/runs-table.tsx'
import { Stopping } from '../parts/stopping.tsx'
import { Steps } from '../parts/steps.tsx'
import { ago, instant } from '../format.ts'
import { useNow } from '../news.ts'
import { Link } from '../router.tsx'
import { useApi, useAt, useMay, usePlace } from '../session.ts'
import { useResource } from '../use-resource.ts'

/** What runs, what waits and why, and what to do next. */
export function NowPage(): ReactNode {
  const { news } = usePlace()
  const api = useApi()
  const status = useResource<Status>(api('status'), news.version)
  return (
    <>
      <h1>Now</h1>
      <Running />
      <Asked />
      <Shown of={status}>{(found) => <Standing status={found} />}</Shown>
      <LastBackup />
      <Card title="Last runs" aside={<All />}>
        <Runs most={10} caption="The last runs" />
      </Card>
    </>
  )
}

function All(): ReactNode {
  const at = useAt()
  return <Link to={at('runs')}>All runs</Link>
}

function Running(): ReactNode {
  const { news } = usePlace()
  const at = useAt()
  const now = useNow()
  const mayOperate = useMay('operate')
  const follower = news.running
  if (follower === undefined) return null
  const { view } = follower
  return (
    <Card
      title={view.rehearsal ? 'A rehearsal is under way' : 'A run is under way'}
      aside={<Link to={at(`runs/${view.run}`)}>{view.run}</Link>}
    >
      {view.waiting === undefined ? null : <p className="question">Waiting: {view.waiting}</p>}
      <Steps view={view} follower={follower} now={now} />
      {mayOperate ? <Stopping view={view} /> : null}
    </Card>
  )
}

function Asked(): ReactNode {
  const { news } = usePlace()
  const api = useApi()
  const jobs = useResource<readonly Job[]>(api('jobs'), news.version)
  const open = (jobs.data ?? []).filter(({ state }) => state === 'asks' || state === 'waiting')
  if (open.length === 0) return null
  return (
    <Card title="Waiting for a decision">
      {open.map((job) => (
        <JobView key={job.id} job={job} onChange={jobs.reload} />
      ))}
    </Card>
  )
}

function Standing({ status }: { readonly status: Status }): ReactNode {
  const { environment } = usePlace()
  const at = useAt()
  const [tone, words] = standingOf(status)
  return (
    <Card title={environment.label} aside={<Badge tone={tone}>{words}</Badge>}>
      <Facts
        facts={[
          ['Database', status.target],
          ['At', status.current.length === 0 ? 'the beginning' : status.current.join(', ')],
          [
            'Pending',
            status.pending === 0 ? 'nothing' : <Link to={at('plan')}>{status.pending} to apply: see the plan</Link>,
          ],
          ...(status.lock === undefined
            ? []
            : [['Lock', `held by ${status.lock.holder} for run ${status.lock.run}`] as const]),
          ...(status.drift.length === 0 ? [] : [['Drift', status.drift.join('; ')] as const]),
        ]}
      />
      <Unfinished status={status} />
    </Card>
  )
}

function standingOf({
  exists,
  pending,
  drift,
  lastRun,
  exit,
}: Status): readonly ['ok' | 'warn' | 'bad' | 'info', string] {
  if (!exists) return ['info', 'there is no database yet']
  if (drift.length > 0) return ['bad', 'the schema was changed by hand']
  if (lastRun?.state === 'failed') return ['bad', 'the last run failed']
  if (lastRun?.state === 'paused') return ['info', 'the last run is paused']
  if (pending > 0) return ['warn', `${pending} pending`]
  return exit === 0 ? ['ok', 'up to date'] : ['warn', 'look at the history']
}

function Unfinished({ status: { lastRun } }: { readonly status: Status }): ReactNode {
  const mayOperate = useMay('operate')
  const { news } = usePlace()
  const isOpen = lastRun !== undefined && ['paused', 'failed', 'applied'].includes(lastRun.state)
  if (!isOpen || !mayOperate || news.running !== undefined) return null
  return (
    <p className="actions">
      <Action action="resume" input={{ run: lastRun.id }} isMain>
        Resume the run
      </Action>
      <Action action="rollback" input={{ run: lastRun.id }}>
        Roll it back
      </Action>
    </p>
  )
}

function LastBackup(): ReactNode {
  const { news } = usePlace()
  const api = useApi()
  const at = useAt()
  const now = useNow()
  const backups = useResource<BackupList>(api('backups'), news.version)
  return (
    <Card title="Last backup" aside={<Link to={at('backups')}>All backups</Link>}>
      <Shown of={backups}>
        {({ backups: [newest] }) =>
          newest === undefined ? (
            <Empty>There is none. A run makes one before it changes anything.</Empty>
          ) : (
            <Facts
              facts={[
                ['Made', `${ago(newest.createdAt, now)}, ${newest.reason}`],
                ['Proved by a restore', newest.proof === undefined ? 'not yet' : instant(newest.proof.provedAt)],
              ]}
            />
          )
        }
      </Shown>
    </Card>
  )
}

/** Everything that was asked for in this server's life, and one of them. */
export function AskedPage({ id }: { readonly id: string | undefined }): ReactNode {
  const { news } = usePlace()
  const api = useApi()
  const at = useAt()
  const jobs = useResource<readonly Job[]>(api('jobs'), news.version)
  return (
    <>
      <h1>Asked for</h1>
      <Shown of={jobs}>
        {(all) => {
          const one = all.find((job) => job.id === id)
          return (
            <>
              {one === undefined ? null : (
                <Card title={one.typed}>
                  <JobView job={one} onChange={jobs.reload} />
                </Card>
              )}
              <Card title="All of them">
                {all.length === 0 ? <Empty>Nothing was asked for since the server began.</Empty> : null}
                <ul className="plain">
                  {all.map((job) => (
                    <li key={job.id}>
                      <Link to={at(`asked/${job.id}`)}>{job.typed}</Link> <JobBadge job={job} />{' '}
                      <span className="quiet">
                        {ago(job.at, Date.now())} by {job.by}
                      </span>
                    </li>
                  ))}
                </ul>
              </Card>
            </>
          )
        }}
      </Shown>
    </>
  )
}
