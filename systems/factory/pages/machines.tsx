import { Badge, Card, Link, type PageFacts, Table, type Tone } from '@millwright/dashboard'
import type { ReactNode } from 'react'
import type { Machine } from './answers.ts'
import { FactoryFrame, type Here } from './frame.tsx'
import { codesOf } from './place.ts'
import { lookOf, percent, stateName, states, timeIn } from './words.ts'

/** What the machines do, since when, and how their last shift went. */
export const MachinesPage = (facts: PageFacts): ReactNode => (
  <FactoryFrame {...facts} page="machines" title="Machines" isNow>
    {(here) => <Machines here={here} />}
  </FactoryFrame>
)

const tones: Readonly<Record<string, Tone>> = { ok: 'ok', warn: 'warn', bad: 'bad', accent: 'info', quiet: 'quiet' }

const look = ({ state, reason }: Machine): string => lookOf(state, reason)

function Machines({ here }: { readonly here: Here }): ReactNode {
  const { machines } = here.spot
  return (
    <>
      <div className="tiles">
        {states.map(({ id, name, colour }) => (
          <div className="tile" key={id}>
            <Badge tone={tones[colour] ?? 'quiet'}>{name}</Badge>
            <strong>{machines.filter((machine) => look(machine) === id).length}</strong>
          </div>
        ))}
      </div>
      <Card title="Each machine as it was last heard of">
        <Table
          caption="Machines with their state"
          rows={machines}
          keyOf={({ id }) => id}
          columns={[
            {
              title: 'Machine',
              cell: ({ id, name }) => <Link to={here.to({ page: 'oee', codes: codesOf(here.spot, id) })}>{name}</Link>,
            },
            { title: 'State', cell: (machine) => <State machine={machine} /> },
            { title: 'Since', cell: ({ since, timezone }) => timeIn(timezone)(since) },
            { title: 'Reason', cell: ({ reason }) => reason ?? '–' },
            { title: 'OEE of its last shift', cell: ({ lastOee }) => percent(lastOee), isNumber: true },
          ]}
        />
      </Card>
    </>
  )
}

function State({ machine }: { readonly machine: Machine }): ReactNode {
  const id = look(machine)
  const tone = tones[states.find((state) => state.id === id)?.colour ?? ''] ?? 'quiet'
  return <Badge tone={tone}>{stateName(id)}</Badge>
}
