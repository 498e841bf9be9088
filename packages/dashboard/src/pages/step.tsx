import { type ReactNode, useEffect, useMemo, useRef, useState } from 'react'
import {
  type Follower,
  ledgerWords,
  type Plan,
  type RejectsList,
  type RunView,
  type StepView,
  timeWords,
  type ViewedRun,
} from 'millwright/view'
import { Card, Empty, Facts, Shown, Table } from '../parts/basics.tsx'
import { Chart } from '../parts/chart.tsx'
import type { Paper } from '../parts/chart-canvas.ts'
import { CheckList } from '../parts/checks.tsx'
import { Progress } from '../parts/steps.tsx'
import { StepBadge } from '../parts/words.tsx'
import { count, decimal, instant } from '../format.ts'
import { Link } from '../router.tsx'
import { useApi, useAt, usePlace } from '../session.ts'
import { useResource } from '../use-resource.ts'

type StepFacts = { readonly run: string; readonly migration: string; readonly step: string }

/** One step of a run: its books as they are now, its batches, what it was planned to do, what it rejected and what was checked. */
export function StepPage({ run, migration, step }: StepFacts): ReactNode {
  const { news } = usePlace()
  const api = useApi()
  const at = useAt()
  const follower = news.followerOf(run)
  const stored = useResource<ViewedRun>(api(`runs/${run}`), news.version)
  const view = follower?.view ?? stored.data?.view
  return (
    <>
      <h1>
        Step <code>{step}</code>
      </h1>
      <p>
        Of <Link to={at(`history/${encodeURIComponent(migration)}`)}>{migration}</Link> in run{' '}
        <Link to={at(`runs/${run}`)}>{run}</Link>
      </p>
      {view === undefined ? (
        <Shown of={stored}>{() => null}</Shown>
      ) : (
        <Found view={view} follower={follower} facts={{ run, migration, step }} />
      )}
    </>
  )
}

type FoundFacts = { readonly view: RunView; readonly follower: Follower | undefined; readonly facts: StepFacts }

function Found({ view, follower, facts }: FoundFacts): ReactNode {
  const found = stepIn(view, facts)
  if (found === undefined) return <Empty>This run has no such step.</Empty>
  return (
    <>
      <Books step={found} follower={follower} />
      <Batches step={found} />
      {view.rehearsal ? null : <Kept {...facts} />}
      <Card title="Checks">
        <CheckList checks={view.checks.filter((one) => one.migration === facts.migration && one.step === facts.step)} />
      </Card>
    </>
  )
}

/** What the ledger keeps; that of a rehearsal went with its copy. */
const Kept = (facts: StepFacts): ReactNode => (
  <>
    <Planned {...facts} />
    <Rejected {...facts} />
  </>
)

const stepIn = ({ items }: RunView, { migration, step }: StepFacts): StepView | undefined =>
  items.find((item) => item.migration === migration)?.steps.find(({ name }) => name === step)

function Books({ step, follower }: { readonly step: StepView; readonly follower: Follower | undefined }): ReactNode {
  const { counters, state, startedAt, ms, total } = step
  return (
    <Card title="The books" aside={<StepBadge state={state} />}>
      {state === 'running' ? <Progress step={step} follower={follower} /> : null}
      <p className="books">{counters.read === 0 ? 'Nothing was read yet.' : ledgerWords(counters)}</p>
      <Facts
        facts={[
          ['Kind', step.kind],
          ['Began', instant(startedAt)],
          ['Took', ms === undefined ? '–' : timeWords(ms)],
          [
            'Rows',
            total === undefined
              ? count(counters.read)
              : `${count(counters.read)} of ${count(total.rows)}${total.certainty === 'exact' ? '' : ', estimated'}`,
          ],
          ['Rate', ms === undefined || ms === 0 ? '–' : `${count(Math.round((counters.read / ms) * 1000))} rows/s`],
          ['Stands at', step.position ?? '–'],
        ]}
      />
    </Card>
  )
}

type Batch = { readonly at: number; readonly read: number; readonly rows: number; readonly ms: number }

const most = 600

/** Those that were heard of since this page was opened, at most one a second: the ledger keeps their sums alone. */
function useBatches({ state, batch, counters }: StepView): readonly Batch[] {
  const [batches, setBatches] = useState<readonly Batch[]>([])
  const last = useRef(-1)
  useEffect(() => {
    if (state !== 'running' || batch === undefined || batch.rows === 0 || counters.read === last.current) return
    last.current = counters.read
    setBatches((before) => [...before.slice(1 - most), { at: Date.now(), read: counters.read, ...batch }])
  }, [state, batch, counters.read])
  return batches
}

function Batches({ step }: { readonly step: StepView }): ReactNode {
  const batches = useBatches(step)
  const option = useMemo(() => optionOf(batches), [batches])
  return (
    <Card title="Batches">
      {batches.length < 2 ? (
        <Empty>
          {step.state === 'running'
            ? 'Two batches are needed for a chart; they are shown as they come.'
            : 'They are shown while the step runs; the ledger keeps their sums.'}
        </Empty>
      ) : (
        <Chart
          title={`Rows a second of the last ${count(batches.length)} batches that were heard of`}
          option={option}
          height={14}
          table={
            <Table
              caption="Batches, the newest first"
              rows={batches.toReversed().slice(0, 50)}
              keyOf={({ read }) => String(read)}
              columns={[
                { title: 'When', cell: ({ at }) => instant(new Date(at).toISOString()) },
                { title: 'Read so far', isNumber: true, cell: ({ read }) => count(read) },
                { title: 'Rows', isNumber: true, cell: ({ rows }) => count(rows) },
                { title: 'Took', isNumber: true, cell: ({ ms }) => timeWords(ms) },
                { title: 'Rows/s', isNumber: true, cell: (batch) => decimal(rateOf(batch), 0) },
              ]}
            />
          }
        />
      )}
    </Card>
  )
}

const rateOf = ({ rows, ms }: Batch): number => (ms === 0 ? 0 : (rows / ms) * 1000)

const optionOf = (batches: readonly Batch[]) => (paper: Paper) => ({
  color: [paper.accent],
  tooltip: { trigger: 'axis' },
  grid: { top: 28, left: 8, right: 16, bottom: 8, containLabel: true },
  xAxis: { type: 'time' },
  yAxis: { type: 'value', name: 'rows/s', min: 0 },
  series: [{ type: 'line', showSymbol: false, data: batches.map((batch) => [batch.at, Math.round(rateOf(batch))]) }],
})

function Planned({ run, migration, step }: StepFacts): ReactNode {
  const api = useApi()
  const plan = useResource<Plan>(api(`runs/${run}/plan`))
  return (
    <Card title="As it was planned">
      <Shown of={plan}>
        {({ items }) => {
          const found = items.find((one) => one.migration === migration)?.steps.find(({ name }) => name === step)
          if (found === undefined) return <Empty>The plan of this run does not name it.</Empty>
          const { name: _name, kind: _kind, ...rest } = found
          return <Facts facts={Object.entries(rest).flatMap(([name, value]) => factOf(name, value))} />
        }}
      </Shown>
    </Card>
  )
}

/** The plan's own words; a statement stands as it is sent. */
function factOf(name: string, value: unknown): readonly (readonly [string, ReactNode])[] {
  if (value === undefined || value === '' || (Array.isArray(value) && value.length === 0)) return []
  const title = name.replaceAll(/([A-Z])/g, ' $1').toLowerCase()
  const words = wordsOf(value)
  return [[title, /\b(?:select|insert|update|delete)\b/i.test(words) ? <code>{words}</code> : words]]
}

function wordsOf(value: unknown): string {
  if (Array.isArray(value)) return value.map(wordsOf).join(', ')
  if (typeof value === 'number') return count(value)
  if (typeof value !== 'object' || value === null)
    return String(value).replace(/^[0-9a-f]{64}$/, (hash) => hash.slice(0, 12))
  return Object.entries(value)
    .map(([name, one]) => `${name} ${wordsOf(one)}`)
    .join(', ')
}

function Rejected({ run, migration, step }: StepFacts): ReactNode {
  const { news } = usePlace()
  const api = useApi()
  const at = useAt()
  const found = useResource<RejectsList>(api(`runs/${run}/rejects`), news.version)
  return (
    <Card title="Rejects" aside={<Link to={at(`rejects/${run}`)}>All of the run</Link>}>
      <Shown of={found}>
        {({ groups }) => {
          const ours = groups.filter((group) => group.migration === migration && group.step === step)
          return ours.length === 0 ? (
            <Empty>None.</Empty>
          ) : (
            <Table
              caption="Rejects of this step"
              rows={ours}
              keyOf={({ rule, path, state, outcome }) => [rule, path, state, outcome].join(' ')}
              columns={[
                { title: 'Records', isNumber: true, cell: ({ rows }) => count(rows) },
                { title: 'Rule', cell: ({ rule }) => <code>{rule}</code> },
                { title: 'What is wrong', cell: ({ message }) => message },
                { title: 'State', cell: ({ state }) => state },
              ]}
            />
          )
        }}
      </Shown>
    </Card>
  )
}
