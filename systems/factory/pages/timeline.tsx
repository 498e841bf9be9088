import { Card, Chart, Empty, Link, type PageFacts, Shown, Table, useAppResource } from '@millwright/dashboard'
import { type ReactNode, useEffect, useMemo, useState } from 'react'
import type { Band, Center, Lane, Meta, States, Timeline } from './answers.ts'
import { timeline } from './charts/time-charts.ts'
import { FactoryFrame, type Here, Trust } from './frame.tsx'
import { codesOf, question } from './place.ts'
import { lookOf, minutes, stateName, states, timeIn } from './words.ts'

/** What each machine did, band by band. */
export const TimelinePage = (facts: PageFacts): ReactNode => (
  <FactoryFrame {...facts} page="states" title="States" days={1}>
    {(here) =>
      here.spot.kind === 'equipment' ? (
        <OfMachine here={here} />
      ) : (
        here.spot.centers.map((center) => <OfCenter key={center.id} here={here} center={center} />)
      )
    }
  </FactoryFrame>
)

const breath = 30_000

/** A number that grows while something is not over: it is asked for again. */
function useBreath(isOpen: boolean): number {
  const [breaths, setBreaths] = useState(0)
  useEffect(() => {
    if (!isOpen) return
    const timer = setInterval(() => setBreaths((before) => before + 1), breath)
    return () => clearInterval(timer)
  }, [isOpen])
  return breaths
}

function OfCenter({ here, center }: { readonly here: Here; readonly center: Center }): ReactNode {
  const [isOpen, setOpen] = useState(false)
  const path = question(`/work-centers/${encodeURIComponent(center.id)}/states`, here.asked)
  const answer = useAppResource<Timeline>(path, useBreath(isOpen))
  const hasOpen = answer.data?.lanes.some(({ bands }) => bands.some(({ open }) => open)) === true
  useEffect(() => setOpen(hasOpen), [hasOpen])
  return (
    <Card title={center.name}>
      <Shown of={answer}>
        {({ meta, lanes, next }) => <Lanes here={here} meta={meta} lanes={lanes} isCut={next !== null} />}
      </Shown>
    </Card>
  )
}

function OfMachine({ here }: { readonly here: Here }): ReactNode {
  const { spot, asked } = here
  const answer = useAppResource<States>(question(`/equipment/${encodeURIComponent(spot.id)}/states`, asked))
  return (
    <Shown of={answer}>
      {({ meta, states: bands, totals, next }) => (
        <>
          <Card title={spot.name}>
            <OneLane here={here} answer={{ meta, states: bands, totals, next }} />
          </Card>
          <Card title="Band by band">
            <Log bands={bands} zone={meta.tz} />
          </Card>
        </>
      )}
    </Shown>
  )
}

function OneLane({ here, answer }: { readonly here: Here; readonly answer: States }): ReactNode {
  const { states: bands, totals, meta, next } = answer
  const { id, code, name } = here.spot
  const lanes = useMemo(
    () => (bands.length === 0 ? [] : [{ id, code, name, bands, totals }]),
    [id, code, name, bands, totals],
  )
  return <Lanes here={here} meta={meta} lanes={lanes} isCut={next !== null} />
}

type LaneFacts = {
  readonly here: Here
  readonly meta: Meta
  readonly lanes: readonly Lane[]
  readonly isCut: boolean
}

function Lanes({ here, meta, lanes, isCut }: LaneFacts): ReactNode {
  const option = useMemo(() => timeline(lanes, meta.tz), [lanes, meta.tz])
  if (lanes.length === 0)
    return <Empty>No machine has a state in these days. Choose other days, or another shift.</Empty>
  const table = (
    <Table
      caption="Minutes in each state, machine by machine"
      rows={lanes}
      keyOf={({ id }) => id}
      columns={[
        {
          title: 'Machine',
          cell: ({ id, name }) => <Link to={here.to({ codes: codesOf(here.spot, id) })}>{name}</Link>,
        },
        ...states.map(({ id, name }) => ({
          title: name,
          cell: ({ totals }: Lane) => minutes((totals[id] ?? 0) / 60),
          isNumber: true,
        })),
      ]}
    />
  )
  return (
    <>
      <Chart
        title={`States of ${lanes.map(({ code }) => code).join(', ')}, by the clocks of ${meta.tz}`}
        option={option}
        height={Math.max(13, 10 + 3 * lanes.length)}
        table={table}
      />
      {isCut ? <p className="quiet">There are more bands than a picture can show: choose fewer days.</p> : null}
      <p className="quiet">
        Clocks of {meta.tz}. The tallest bands are breakdowns and set-ups, the flattest planned stops; time without data
        is hatched.
      </p>
      <Trust meta={meta} />
    </>
  )
}

const most = 200

const Log = ({ bands, zone }: { readonly bands: readonly Band[]; readonly zone: string }): ReactNode => {
  const time = timeIn(zone)
  if (bands.length === 0) return <Empty>Nothing happened in these days.</Empty>
  return (
    <>
      <Table
        caption="Every state with its reason"
        rows={bands.slice(0, most)}
        keyOf={({ start }) => start}
        columns={[
          { title: 'From', cell: ({ start }) => time(start) },
          { title: 'To', cell: ({ end, open }) => (open ? 'now' : time(end)) },
          { title: 'State', cell: ({ state, reason }) => stateName(lookOf(state, reason)) },
          { title: 'Reason', cell: ({ reason }) => reason ?? '–' },
          { title: 'Length', cell: ({ seconds }) => minutes(seconds / 60), isNumber: true },
        ]}
      />
      {bands.length > most ? (
        <p className="quiet">These are the first {most}: choose fewer days to see the rest.</p>
      ) : null}
    </>
  )
}
