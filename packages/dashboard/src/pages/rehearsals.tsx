import { type ReactNode, useMemo } from 'react'
import { type Report, type ReportLine, type ReportsResult, timeWords } from 'millwright/view'
import { Action } from '../parts/actions.tsx'
import { Card, Empty, Facts, Shown, Table } from '../parts/basics.tsx'
import { Chart } from '../parts/chart.tsx'
import type { Paper } from '../parts/chart-canvas.ts'
import { VerdictBadge } from '../parts/words.tsx'
import { ago, count, decimal, instant } from '../format.ts'
import { useNow } from '../news.ts'
import { Link } from '../router.tsx'
import { useApi, useAt, useMay, usePlace } from '../session.ts'
import { useResource } from '../use-resource.ts'
import { Files } from './reports.tsx'

/** What was tried on copies: the list, or one of them beside the run that came of it. */
export function RehearsalsPage({ id }: { readonly id: string | undefined }): ReactNode {
  const { news } = usePlace()
  const api = useApi()
  const found = useResource<ReportsResult>(api('reports'), news.version)
  return (
    <>
      <h1>Rehearsals</h1>
      <Shown of={found}>
        {({ reports }) => (id === undefined ? <List reports={reports} /> : <One id={id} reports={reports} />)}
      </Shown>
    </>
  )
}

type Listed = { readonly reports: readonly ReportLine[] }

/** The newest run of the same plan: what was predicted is what it did. */
const runOf = ({ reports }: Listed, plan: string): ReportLine | undefined =>
  reports.find((line) => !line.rehearsal && line.plan === plan)

function List({ reports }: Listed): ReactNode {
  const at = useAt()
  const now = useNow()
  const mayOperate = useMay('operate')
  const rehearsals = reports.filter(({ rehearsal }) => rehearsal)
  return (
    <Card
      title="The newest first"
      aside={
        mayOperate ? (
          <Action action="rehearse" isMain>
            Rehearse what is pending
          </Action>
        ) : null
      }
    >
      {rehearsals.length === 0 ? (
        <Empty>Nothing was rehearsed yet. A rehearsal does everything on a copy, and throws the copy away.</Empty>
      ) : (
        <Table
          caption="Rehearsals"
          rows={rehearsals}
          keyOf={({ id }) => id}
          columns={[
            { title: 'Rehearsal', cell: ({ id }) => <Link to={at(`rehearsals/${id}`)}>{id}</Link> },
            { title: 'Outcome', cell: ({ verdict }) => (verdict === null ? '–' : <VerdictBadge word={verdict} />) },
            { title: 'Migrations', cell: ({ migrations }) => migrations.join(', ') },
            { title: 'When', cell: ({ startedAt }) => ago(startedAt, now) },
            { title: 'Took', isNumber: true, cell: ({ ms }) => (ms === null ? '–' : timeWords(ms)) },
            { title: 'The run took', isNumber: true, cell: ({ plan }) => tookWords(runOf({ reports }, plan)) },
          ]}
        />
      )}
    </Card>
  )
}

const tookWords = (run: ReportLine | undefined): string =>
  run === undefined ? 'not run' : run.ms === null ? '–' : timeWords(run.ms)

function One({ id, reports }: Listed & { readonly id: string }): ReactNode {
  const api = useApi()
  const found = useResource<Report>(api(`runs/${id}/report`))
  return (
    <Shown of={found}>
      {(rehearsal) => {
        const actual = runOf({ reports }, rehearsal.run.plan)
        return actual === undefined ? (
          <Compared rehearsal={rehearsal} actual={undefined} />
        ) : (
          <Beside rehearsal={rehearsal} id={actual.id} />
        )
      }}
    </Shown>
  )
}

function Beside({ rehearsal, id }: { readonly rehearsal: Report; readonly id: string }): ReactNode {
  const api = useApi()
  const found = useResource<Report>(api(`runs/${id}/report`))
  return <Shown of={found}>{(actual) => <Compared rehearsal={rehearsal} actual={actual} />}</Shown>
}

type Pair = { readonly rehearsal: Report; readonly actual: Report | undefined }

function Compared({ rehearsal, actual }: Pair): ReactNode {
  const at = useAt()
  const { run, verdict } = rehearsal
  const checks = rehearsal.checks.filter(({ ok }) => !ok).length
  return (
    <>
      <Card title={`Rehearsal ${run.id}`} aside={<Files id={run.id} />}>
        <p className="line">
          {verdict.word === null ? null : <VerdictBadge word={verdict.word} />} {verdict.why}
        </p>
        <Facts
          facts={[
            ['Made', instant(run.startedAt)],
            ['By', run.actor],
            ['Took on the copy', run.ms === null ? '–' : timeWords(run.ms)],
            ['Checks', checks === 0 ? `all ${count(rehearsal.checks.length)} hold` : `${count(checks)} do not hold`],
            ['Rejects', count(rehearsal.rejects.rejected)],
            [
              'The run of this plan',
              actual === undefined ? (
                'not yet: what follows is a prediction'
              ) : (
                <Link to={at(`runs/${actual.run.id}`)}>{actual.run.id}</Link>
              ),
            ],
          ]}
        />
      </Card>
      <Card title={actual === undefined ? 'Predicted, step by step' : 'Predicted and actual, step by step'}>
        <Steps rehearsal={rehearsal} actual={actual} />
      </Card>
    </>
  )
}

type Line = {
  readonly name: string
  readonly rows: number
  readonly ms: number | null
  readonly actualRows: number | undefined
  readonly actualMs: number | null | undefined
}

function Steps({ rehearsal, actual }: Pair): ReactNode {
  const lines = useMemo(() => linesOf(rehearsal, actual), [rehearsal, actual])
  const option = useMemo(() => optionOf(lines, actual !== undefined), [lines, actual])
  const ran = actual === undefined ? [] : actualColumns
  return (
    <Chart
      title="How long each step took on the copy, and in the run"
      option={option}
      height={Math.max(8, 4 + lines.length * (actual === undefined ? 2 : 3))}
      isOpen
      table={
        <Table
          caption="Steps, predicted and actual"
          rows={lines}
          keyOf={({ name }) => name}
          columns={[
            { title: 'Step', cell: ({ name }) => name },
            { title: 'Rows on the copy', isNumber: true, cell: (line) => count(line.rows) },
            { title: 'Time on the copy', isNumber: true, cell: ({ ms }) => msWords(ms) },
            ...ran,
          ]}
        />
      }
    />
  )
}

const msWords = (ms: number | null | undefined): string => (ms === null || ms === undefined ? '–' : timeWords(ms))

const actualColumns = [
  {
    title: 'Rows in the run',
    isNumber: true,
    cell: (line: Line) => (line.actualRows === undefined ? '–' : count(line.actualRows)),
  },
  { title: 'Time in the run', isNumber: true, cell: (line: Line) => msWords(line.actualMs) },
  { title: 'Of the prediction', isNumber: true, cell: (line: Line) => shareWords(line) },
]

/** Below a tenth of a second a share says nothing. */
function shareWords({ ms, actualMs }: Line): string {
  if (ms === null || actualMs === null || actualMs === undefined || ms < 100) return '–'
  return `${decimal(actualMs / ms, 2)} ×`
}

function linesOf(rehearsal: Report, actual: Report | undefined): readonly Line[] {
  const ran = new Map(actual === undefined ? [] : flat(actual).map((line) => [line.name, line]))
  return flat(rehearsal).map((line) => {
    const other = ran.get(line.name)
    return { ...line, actualRows: other?.rows, actualMs: other?.ms }
  })
}

/** A migration without steps stands for itself. */
const flat = ({
  items,
}: Report): readonly { readonly name: string; readonly rows: number; readonly ms: number | null }[] =>
  items.flatMap(({ migration, ms, steps }) =>
    steps.length === 0
      ? [{ name: migration, rows: 0, ms }]
      : steps.map((step) => ({ name: `${migration} ${step.name}`, rows: step.counters.read, ms: step.ms })),
  )

const optionOf = (lines: readonly Line[], isRun: boolean) => (paper: Paper) => ({
  color: [paper.quiet, paper.accent],
  tooltip: { trigger: 'axis', valueFormatter: (value: number) => timeWords(value) },
  legend: { top: 0, data: isRun ? ['on the copy', 'in the run'] : ['on the copy'] },
  grid: { top: 36, left: 8, right: 24, bottom: 8, containLabel: true },
  xAxis: {
    type: 'value',
    splitNumber: paper.width < 500 ? 2 : 5,
    axisLabel: { hideOverlap: true, formatter: (value: number) => timeWords(value) },
  },
  yAxis: {
    type: 'category',
    inverse: true,
    data: lines.map(({ name }) => name),
    axisLabel: { width: 130, overflow: 'truncate' },
  },
  series: [
    { name: 'on the copy', type: 'bar', data: lines.map(({ ms }) => ms ?? 0) },
    ...(isRun ? [{ name: 'in the run', type: 'bar', data: lines.map(({ actualMs }) => actualMs ?? 0) }] : []),
  ],
})
