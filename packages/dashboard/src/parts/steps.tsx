import type { ReactNode } from 'react'
import {
  type Follower,
  formatDuration,
  type ItemView,
  leftWords,
  ledgerWords,
  paceWords,
  percentWords,
  type RunView,
  shareOf,
  type StepView,
  timeWords,
} from 'millwright/view'
import { count } from '../format.ts'
import { Link } from '../router.tsx'
import { useAt } from '../session.ts'
import { Bar } from './basics.tsx'
import { StepBadge } from './words.tsx'

type RunFacts = { readonly view: RunView; readonly follower: Follower | undefined; readonly now: number }

/** Every item of a run with its steps: state, books, speed, what is left. */
export const Steps = (facts: RunFacts): ReactNode => (
  <ol className="items">
    {facts.view.items.map((item) => (
      <Item key={item.migration} item={item} facts={facts} />
    ))}
  </ol>
)

function Item({ item, facts }: { readonly item: ItemView; readonly facts: RunFacts }): ReactNode {
  return (
    <li>
      <div className="item">
        <strong>{item.migration}</strong>
        <span className="quiet">
          {item.kind}
          {item.direction === 'down' ? ', going back' : ''}
        </span>
        <StepBadge state={item.state} />
        <span className="time">{item.ms === undefined ? '' : timeWords(item.ms)}</span>
      </div>
      {item.steps.length === 0 ? null : (
        <ol className="steps">
          {item.steps.map((step) => (
            <Step key={step.name} step={step} migration={item.migration} facts={facts} />
          ))}
        </ol>
      )}
    </li>
  )
}

/** Where one step of a run is shown. */
const stepAddress = (run: string, migration: string, step: string): string =>
  `runs/${run}/steps/${encodeURIComponent(migration)}/${encodeURIComponent(step)}`

type StepFacts = { readonly step: StepView; readonly migration: string; readonly facts: RunFacts }

function Step({ step, migration, facts }: StepFacts): ReactNode {
  const at = useAt()
  const isRunning = step.state === 'running'
  return (
    <li>
      <div className="item">
        <Link to={at(stepAddress(facts.view.run, migration, step.name))}>{step.name}</Link>
        <span className="quiet">{step.kind}</span>
        <StepBadge state={step.state} />
        <span className="time">{timeOf(step, facts.now)}</span>
      </div>
      {isRunning ? <Progress step={step} follower={facts.follower} /> : null}
      {step.counters.read === 0 ? null : <p className="books">{ledgerWords(step.counters)}</p>}
    </li>
  )
}

function timeOf({ state, ms, startedAt }: StepView, now: number): string {
  if (ms !== undefined) return timeWords(ms)
  return state === 'running' && startedAt !== undefined ? formatDuration(Math.max(0, now - Date.parse(startedAt))) : ''
}

/** How far a running step is, how fast, and where. */
export function Progress({
  step,
  follower,
}: {
  readonly step: StepView
  readonly follower: Follower | undefined
}): ReactNode {
  const share = shareOf(step)
  const pace = follower?.paceAt(performance.now())
  const pieces = [
    step.total === undefined
      ? `${count(step.counters.read)} so far`
      : `${count(step.counters.read)} of ${count(step.total.rows)}`,
    share === undefined ? undefined : percentWords(share),
    pace === undefined ? undefined : paceWords(pace),
    pace === undefined ? undefined : leftWords(step, pace),
    step.position === undefined ? undefined : `at ${step.position}`,
    step.batch === undefined || step.batch.rows === 0
      ? undefined
      : `batch of ${count(step.batch.rows)}, ${timeWords(step.batch.ms)}`,
  ]
  return (
    <>
      <Bar share={share} label={`${step.name}: how much is done`} />
      <p className="pieces">
        {pieces
          .filter((piece) => piece !== undefined)
          .map((piece) => (
            <span key={piece.replaceAll(/\d/g, '')}>{piece}</span>
          ))}
      </p>
    </>
  )
}
