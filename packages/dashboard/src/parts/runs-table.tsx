import type { ReactNode } from 'react'
import { type RunLine, type RunsResult, timeWords } from 'millwright/view'
import { instant } from '../format.ts'
import { Link } from '../router.tsx'
import { useApi, useAt, usePlace } from '../session.ts'
import { useResource } from '../use-resource.ts'
import { Empty, Shown, Table } from './basics.tsx'
import { RunBadge } from './words.tsx'

/** So many runs, the newest first, or that there is none. */
export function Runs({ most, caption }: { readonly most: number; readonly caption: string }): ReactNode {
  const { news } = usePlace()
  const api = useApi()
  const found = useResource<RunsResult>(api(`runs?limit=${most}`), news.version)
  return (
    <Shown of={found}>
      {({ runs }) =>
        runs.length === 0 ? (
          <Empty>Nothing was run yet. The page Plan shows what would be.</Empty>
        ) : (
          <RunsTable runs={runs} caption={caption} />
        )
      }
    </Shown>
  )
}

function RunsTable({ runs, caption }: { readonly runs: readonly RunLine[]; readonly caption: string }): ReactNode {
  const at = useAt()
  return (
    <Table
      caption={caption}
      rows={runs}
      keyOf={({ id }) => id}
      columns={[
        { title: 'Run', cell: ({ id }) => <Link to={at(`runs/${id}`)}>{id}</Link> },
        { title: 'Outcome', cell: ({ state, verdict }) => <RunBadge state={state} verdict={verdict} /> },
        { title: 'Command', cell: ({ command }) => <code>{command}</code> },
        { title: 'Migrations', cell: ({ migrations }) => migrations.join(', ') },
        { title: 'By', cell: ({ actor }) => actor },
        { title: 'Began', cell: ({ startedAt }) => instant(startedAt) },
        { title: 'Took', isNumber: true, cell: tookOf },
      ]}
    />
  )
}

const tookOf = ({ startedAt, finishedAt }: RunLine): string =>
  finishedAt === null ? '–' : timeWords(Date.parse(finishedAt) - Date.parse(startedAt))
