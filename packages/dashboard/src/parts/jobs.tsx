import { type FormEvent, type ReactNode, useState } from 'react'
import { type Job, may } from 'millwright/view'
import { send } from '../api.ts'
import { instant } from '../format.ts'
import { Link } from '../router.tsx'
import { useApi, useAt, useMay, usePlace } from '../session.ts'
import { Badge, Facts, Failure, type Tone, Typed } from './basics.tsx'
import { JobResult } from './result.tsx'
import { VerdictBadge } from './words.tsx'

const states: Readonly<Record<Job['state'], readonly [Tone, string]>> = {
  running: ['info', 'under way'],
  asks: ['warn', 'asks for a confirmation'],
  waiting: ['warn', 'waits for a second person'],
  done: ['quiet', 'done'],
  refused: ['quiet', 'was not done'],
}

export function JobBadge({ job }: { readonly job: Job }): ReactNode {
  if (job.verdict !== undefined) return <VerdictBadge word={job.verdict} />
  if (job.state === 'done' && job.problem !== undefined) return <Badge tone="bad">{job.problem.code}</Badge>
  if (job.state === 'done')
    return <Badge tone={job.exit === 0 ? 'ok' : 'warn'}>{job.exit === 0 ? 'done' : 'done, look at it'}</Badge>
  return <Badge tone={states[job.state][0]}>{states[job.state][1]}</Badge>
}

/** One thing that was asked for: what came of it, or what it waits for. */
export function JobView({ job, onChange }: { readonly job: Job; readonly onChange: () => void }): ReactNode {
  return (
    <div className="job">
      <p className="line">
        <strong>{job.action}</strong> <JobBadge job={job} />
      </p>
      <JobFacts job={job} />
      <Problem job={job} />
      <Next job={job} onChange={onChange} />
      <Typed>{job.typed}</Typed>
    </div>
  )
}

function JobFacts({ job }: { readonly job: Job }): ReactNode {
  const at = useAt()
  return (
    <Facts
      facts={[
        ['Asked for', `${instant(job.at)} by ${job.by}`],
        ...(job.approvedBy === undefined ? [] : [['Approved by', job.approvedBy] as const]),
        ...(job.cancelledBy === undefined ? [] : [['Cancelled by', job.cancelledBy] as const]),
        ...(job.run === undefined ? [] : [['Run', <Link to={at(`runs/${job.run}`)}>{job.run}</Link>] as const]),
        ...(job.why === undefined ? [] : [['Why', job.why] as const]),
      ]}
    />
  )
}

function Problem({ job: { problem, state } }: { readonly job: Job }): ReactNode {
  if (problem === undefined) return null
  return (
    <div className={state === 'asks' || state === 'waiting' ? 'question' : 'failure'}>
      <p>
        <strong>{problem.code}</strong> {problem.what}
      </p>
      <p>{problem.state}</p>
      {state === 'asks' ? null : <p>{problem.next}</p>}
    </div>
  )
}

/** What can be said to it now, or what came of it. */
function Next(asked: Asked): ReactNode {
  const { job } = asked
  if (job.state === 'running') return <Cancel {...asked} />
  if (job.state === 'asks') return <Confirm {...asked} />
  if (job.state === 'waiting') return <Approve {...asked} />
  return job.state === 'done' && job.problem === undefined && job.run === undefined ? <JobResult job={job} /> : null
}

type Asked = { readonly job: Job; readonly onChange: () => void }

/** Sends an answer and tells what came of it. */
function useAnswer({ job, onChange }: Asked): readonly [(word: string, body?: object) => void, Error | undefined] {
  const api = useApi()
  const [error, setError] = useState<Error>()
  const answer = (word: string, body: object = {}): void => {
    setError(undefined)
    send(api(`jobs/${job.id}/${word}`), body).then(onChange, setError)
  }
  return [answer, error]
}

/** What it did until it comes to rest stands. */
function Cancel(asked: Asked): ReactNode {
  const mayOperate = useMay('operate')
  const [answer, error] = useAnswer(asked)
  if (!mayOperate) return null
  const isAsked = asked.job.cancelledBy !== undefined
  return (
    <div className="confirm">
      <button type="button" disabled={isAsked} onClick={() => answer('cancel')}>
        {isAsked ? 'Coming to rest' : 'Cancel'}
      </button>
      {error === undefined ? null : <Failure error={error} />}
    </div>
  )
}

function Confirm(asked: Asked): ReactNode {
  const { environment, session } = usePlace()
  const [typed, setTyped] = useState('')
  const [answer, error] = useAnswer(asked)
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    answer('confirm', { typed })
  }
  return (
    <form className="confirm" onSubmit={submit}>
      <label>
        <span>
          Type <strong>{environment.label}</strong> to go on
        </span>
        <input value={typed} autoComplete="off" onChange={(event) => setTyped(event.target.value)} />
      </label>
      <button type="submit" className="danger" disabled={typed !== environment.label}>
        {session.twoPersons ? 'Ask a second person' : 'Do it'}
      </button>
      <button type="button" onClick={() => answer('refuse')}>
        Do not do it
      </button>
      {error === undefined ? null : <Failure error={error} />}
    </form>
  )
}

function Approve(asked: Asked): ReactNode {
  const { session } = usePlace()
  const [answer, error] = useAnswer(asked)
  const { name, role } = session.person
  const isSame = asked.job.by === name || asked.job.confirmedBy === name
  return (
    <div className="confirm">
      {isSame ? <p>Somebody else, who may approve, has to say yes within an hour.</p> : null}
      {!isSame && may(role, 'approve') ? (
        <button type="button" className="danger" onClick={() => answer('approve')}>
          Approve and do it
        </button>
      ) : null}
      <button type="button" onClick={() => answer('refuse')}>
        Do not do it
      </button>
      {error === undefined ? null : <Failure error={error} />}
    </div>
  )
}
