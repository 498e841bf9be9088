import { Card, Chart, count, Empty, type PageFacts, Shown, Table, useAppResource } from '@millwright/dashboard'
import { type ReactNode, useMemo } from 'react'
import type { Defects, Quality } from './answers.ts'
import { pareto } from './charts/loss-charts.ts'
import { FactoryFrame, type Here, Trust } from './frame.tsx'
import { Choices } from './choices.tsx'
import { question } from './place.ts'
import { exact, percent } from './words.ts'

/** Which defects make most of what was not good. */
export const QualityPage = (facts: PageFacts): ReactNode => (
  <FactoryFrame {...facts} page="quality" title="Defects">
    {(here) => <Names here={here} />}
  </FactoryFrame>
)

const groups = ['code', 'category', 'severity'] as const

function Names({ here }: { readonly here: Here }): ReactNode {
  const { spot, asked, query } = here
  const by = groups.find((one) => one === query.get('group')) ?? 'code'
  const answer = useAppResource<Quality>(question('/quality/pareto', { scope: spot.kind, id: spot.id, by, ...asked }))
  return (
    <Card title={`Defects by ${by}`} aside={<Choices here={here} name="group" chosen={by} choices={groups} />}>
      <Shown of={answer}>
        {({ rows, produced, targetPpm, meta }) => (
          <>
            {rows.length === 0 ? <Empty>No defect was noted in these days.</Empty> : <Bars rows={rows} by={by} />}
            <p>
              {count(produced)} items were made.{' '}
              {targetPpm === null
                ? 'Their products have no target.'
                : `The target of their products is ${exact(targetPpm)} ppm.`}
            </p>
            <Trust meta={meta} />
          </>
        )}
      </Shown>
    </Card>
  )
}

function Bars({ rows, by }: { readonly rows: readonly Defects[]; readonly by: string }): ReactNode {
  const option = useMemo(
    () =>
      pareto(
        rows.map((row) => ({ ...row, size: row.quantity })),
        'items',
      ),
    [rows],
  )
  return (
    <Chart
      title={`Defects by ${by}; the most are of ${rows[0]?.name ?? 'none'}`}
      option={option}
      height={22}
      table={
        <Table
          caption={`Defects by ${by}`}
          rows={rows}
          keyOf={({ name }) => name}
          columns={[
            { title: 'Defect', cell: ({ name }) => name },
            { title: 'Items', cell: ({ quantity }) => exact(quantity), isNumber: true },
            { title: 'Events', cell: ({ events }) => count(events), isNumber: true },
            { title: 'ppm', cell: ({ ppm }) => (ppm === null ? '–' : count(Math.round(ppm))), isNumber: true },
            { title: 'Share', cell: ({ share }) => percent(share), isNumber: true },
            { title: 'Together', cell: ({ cumulative }) => percent(cumulative), isNumber: true },
          ]}
        />
      }
    />
  )
}
