import type { ReactNode } from 'react'
import type { HistoryLine, Shown as Migration, Status } from 'millwright/view'
import { Badge, Card, Empty, Facts, Shown, type Tone } from '../parts/basics.tsx'
import { Drift } from '../parts/drift.tsx'
import { graphOf, type Placed } from '../parts/graph.ts'
import { instant } from '../format.ts'
import { Link } from '../router.tsx'
import { useApi, useAt, usePlace } from '../session.ts'
import { useResource } from '../use-resource.ts'

const tones: Readonly<Record<HistoryLine['state'], Tone>> = {
  applied: 'ok',
  pending: 'quiet',
  'out-of-order': 'warn',
  edited: 'bad',
  missing: 'bad',
  partly: 'warn',
}

/** The history as a graph: branches, heads, what is applied, what differs. */
export function HistoryPage(): ReactNode {
  const { news } = usePlace()
  const api = useApi()
  const lines = useResource<readonly HistoryLine[]>(api('history'), news.version)
  const status = useResource<Status>(api('status'), news.version)
  return (
    <>
      <h1>History</h1>
      {status.data === undefined ? null : <Drift drift={status.data.drift} />}
      <Shown of={lines}>
        {(found) =>
          found.length === 0 ? (
            <Empty>
              There is no migration yet. Write one with <code>millwright new</code>.
            </Empty>
          ) : (
            <Card title="Migrations, the newest first" aside={<Heads lines={found} />}>
              <Graph lines={found} current={status.data?.current ?? []} />
            </Card>
          )
        }
      </Shown>
    </>
  )
}

function Heads({ lines }: { readonly lines: readonly HistoryLine[] }): ReactNode {
  const heads = lines.filter(({ isHead }) => isHead).length
  if (heads < 2) return null
  return (
    <span>
      <Badge tone="warn">{heads} heads</Badge> <code>millwright merge</code> joins them
    </span>
  )
}

const rowHeight = 68
const laneWidth = 22

function Graph({
  lines,
  current,
}: {
  readonly lines: readonly HistoryLine[]
  readonly current: readonly string[]
}): ReactNode {
  const placed = graphOf(lines)
  const width = laneWidth * (1 + Math.max(...placed.map(({ lane }) => lane)))
  return (
    <div className="graph">
      <svg width={width} height={rowHeight * placed.length} aria-hidden="true">
        {placed.flatMap((one) =>
          one.parents.map((parent) => <Edge key={`${one.line.id} ${parent.line.id}`} from={one} to={parent} />),
        )}
        {placed.map((one) => (
          <circle key={one.line.id} className={`dot ${tones[one.line.state]}`} cx={xOf(one)} cy={yOf(one)} r={6} />
        ))}
      </svg>
      <ol>
        {placed.map(({ line }) => (
          <Line key={line.id} line={line} isCurrent={current.includes(line.id)} />
        ))}
      </ol>
    </div>
  )
}

const xOf = ({ lane }: Placed): number => laneWidth * (lane + 0.5)
const yOf = ({ row }: Placed): number => rowHeight * (row + 0.5)

function Edge({ from, to }: { readonly from: Placed; readonly to: Placed }): ReactNode {
  const [x1, y1, x2, y2] = [xOf(from), yOf(from), xOf(to), yOf(to)]
  return (
    <path className="edge" d={`M${x1} ${y1} C${x1} ${y1 + rowHeight / 2} ${x2} ${y2 - rowHeight / 2} ${x2} ${y2}`} />
  )
}

function Line({ line, isCurrent }: { readonly line: HistoryLine; readonly isCurrent: boolean }): ReactNode {
  const at = useAt()
  return (
    <li>
      <p className="line">
        <Link to={at(`history/${line.id}`)}>
          {line.id} {line.name}
        </Link>
        <Badge tone={tones[line.state]}>{line.state}</Badge>
        {isCurrent ? <Badge tone="info">the database is here</Badge> : null}
      </p>
      <p className="quiet">
        {line.kind}
        {line.appliedAt === undefined ? '' : `, applied ${instant(line.appliedAt)}`}
        {line.parents.length > 1 ? `, joins ${line.parents.join(' and ')}` : ''}
      </p>
    </li>
  )
}

/** One migration: its text and its statements. */
export function MigrationPage({ id }: { readonly id: string }): ReactNode {
  const api = useApi()
  const found = useResource<Migration>(api(`migrations/${encodeURIComponent(id)}`))
  return (
    <Shown of={found}>
      {({ name, kind, parents, checksum, text }) => (
        <>
          <h1>
            {id} {name}
          </h1>
          <Card title="Facts">
            <Facts
              facts={[
                ['Kind', kind],
                ['After', parents.length === 0 ? 'nothing: it is the first' : parents.join(', ')],
                ['Checksum', <code>{checksum.slice(0, 12)}</code>],
              ]}
            />
          </Card>
          <Card title="As it stands in its file">
            <pre tabIndex={0}>{text}</pre>
          </Card>
        </>
      )}
    </Shown>
  )
}
