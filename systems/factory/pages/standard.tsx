import { Card, count, type PageFacts, Shown, Table, useAppResource } from '@millwright/dashboard'
import type { ReactNode } from 'react'
import type { Kpi, Kpis, Reliability } from './answers.ts'
import { FactoryFrame, type Here, Trust } from './frame.tsx'
import { question } from './place.ts'
import { Tile } from './tile.tsx'
import { exact, minutes, percent } from './words.ts'

/** Every figure of the standard, with its formula and what went into it. */
export const StandardPage = (facts: PageFacts): ReactNode => (
  <FactoryFrame {...facts} page="standard" title="Figures of ISO 22400-2">
    {(here) => (
      <>
        <Failures here={here} />
        <All here={here} />
      </>
    )}
  </FactoryFrame>
)

function Failures({ here: { spot, asked } }: { readonly here: Here }): ReactNode {
  const answer = useAppResource<Reliability>(question('/reliability', { scope: spot.kind, id: spot.id, ...asked }))
  return (
    <Card title="Reliability">
      <Shown of={answer}>
        {({ failures, mtbf, mttr, operating, repair, corrective, preventive }) => (
          <div className="tiles">
            <Tile name="Failures" value={count(failures)} words={`in ${minutes(operating)} of operation`} />
            <Tile name="Between failures" value={minutes(mtbf)} words="mean operating time (MTBF)" />
            <Tile name="To restore" value={minutes(mttr)} words={`mean (MTTR) of ${minutes(repair)} in all`} />
            <Tile
              name="Maintenance"
              value={minutes(corrective)}
              words={`after breakdowns; ${minutes(preventive)} before them, in all shifts`}
            />
          </div>
        )}
      </Shown>
    </Card>
  )
}

function All({ here: { spot, asked } }: { readonly here: Here }): ReactNode {
  const answer = useAppResource<Kpis>(question('/kpis', { scope: spot.kind, id: spot.id, ...asked }))
  return (
    <Card title="Every figure that can be computed">
      <Shown of={answer}>
        {({ kpis, untold, meta }) => (
          <>
            <Table
              caption="Figures of the standard"
              rows={kpis}
              keyOf={({ name }) => name}
              columns={[
                { title: 'Figure', cell: ({ name }) => spoken(name) },
                { title: 'Value', cell: valueOf, isNumber: true },
                { title: 'Formula', cell: ({ formula }) => <code>{formula}</code> },
                {
                  title: 'Of',
                  cell: ({ inputs }) =>
                    Object.entries(inputs)
                      .map(([name, value]) => `${name} ${exact(value)}`)
                      .join(', '),
                },
                { title: 'Note', cell: ({ note }) => note ?? '–' },
              ]}
            />
            <p className="quiet">No table of this factory tells: {untold.map(spoken).join(', ')}. Times are minutes.</p>
            <Trust meta={meta} />
          </>
        )}
      </Shown>
    </Card>
  )
}

const units: Readonly<Record<string, (value: number | null) => string>> = { fraction: percent, minutes }

const valueOf = ({ value, unit }: Kpi): string =>
  units[unit]?.(value) ?? (value === null ? '–' : `${exact(value)} ${unit}`)

const short = new Set(['oee', 'nee', 'teep'])

/** `meanTimeToFailure` as people say it. */
const spoken = (name: string): string => {
  if (short.has(name)) return name.toUpperCase()
  const words = name.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)
  return words.charAt(0).toUpperCase() + words.slice(1)
}
