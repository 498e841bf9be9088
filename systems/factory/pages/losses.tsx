import { Card, Chart, Empty, go, Link, type PageFacts, Shown, Table, useAppResource } from '@millwright/dashboard'
import { type ReactNode, useMemo } from 'react'
import type { Losses, Step } from './answers.ts'
import { waterfall } from './charts/loss-charts.ts'
import { FactoryFrame, type Here, Trust } from './frame.tsx'
import { question } from './place.ts'
import { minutes, percent } from './words.ts'

/** Where the time went: from the scheduled time down to the time in which good items were made. */
export const LossesPage = (facts: PageFacts): ReactNode => (
  <FactoryFrame {...facts} page="losses" title="Six big losses">
    {(here) => <Way here={here} />}
  </FactoryFrame>
)

/** Which page knows more of a step of the way. */
const more: Readonly<Record<string, string>> = {
  breakdowns: 'downtime',
  'set-up': 'downtime',
  'planned stops': 'downtime',
  'minor stops': 'states',
  'idle / no data': 'states',
  defects: 'quality',
  rework: 'quality',
}

function Way({ here }: { readonly here: Here }): ReactNode {
  const { spot, asked } = here
  const answer = useAppResource<Losses>(question('/losses', { scope: spot.kind, id: spot.id, ...asked }))
  return (
    <Shown of={answer}>
      {({ waterfall: steps, losses, meta }) =>
        steps.length === 0 ? (
          <Empty>No shift of these days has anything to show. Choose other days, or another shift.</Empty>
        ) : (
          <>
            <Card title="From scheduled to productive time">
              <Fall here={here} steps={steps} />
              <Trust meta={meta} />
            </Card>
            <Card title="The losses, in shares of the planned time">
              <Table
                caption="The losses, in shares of the planned time"
                rows={losses}
                keyOf={({ loss }) => loss}
                columns={[
                  { title: 'Loss', cell: ({ loss }) => <Step here={here} name={loss} /> },
                  { title: 'Time', cell: (one) => minutes(one.minutes), isNumber: true },
                  { title: 'Share', cell: ({ share }) => percent(share), isNumber: true },
                ]}
              />
            </Card>
          </>
        )
      }
    </Shown>
  )
}

const addressOf = (here: Here, name: string): string | undefined => {
  const page = more[name]
  return page === undefined ? undefined : here.to({ page, query: name === 'planned stops' ? { planned: 'true' } : {} })
}

function Step({ here, name }: { readonly here: Here; readonly name: string }): ReactNode {
  const address = addressOf(here, name)
  return address === undefined ? name : <Link to={address}>{name}</Link>
}

function Fall({ here, steps }: { readonly here: Here; readonly steps: readonly Step[] }): ReactNode {
  const option = useMemo(() => waterfall(steps), [steps])
  const pick = (name: string): void => {
    const address = addressOf(here, name)
    if (address !== undefined) go(address)
  }
  const [first, last] = [steps[0], steps.at(-1)]
  return (
    <Chart
      title={`Of ${minutes(first?.minutes)} scheduled, ${minutes(last?.running)} were productive`}
      option={option}
      height={28}
      onPick={pick}
      table={
        <Table
          caption="The way from scheduled to productive time"
          rows={steps}
          keyOf={({ step }) => step}
          columns={[
            { title: 'Step', cell: ({ step }) => <Step here={here} name={step} /> },
            {
              title: 'Time',
              cell: (one) => minutes(one.kind === 'total' ? one.minutes : -one.minutes),
              isNumber: true,
            },
            { title: 'Left', cell: ({ running }) => minutes(running), isNumber: true },
          ]}
        />
      }
    />
  )
}
