import type { ReactNode } from 'react'
import { type RunLine, timeWords } from 'millwright/view'
import { instant } from '../format.ts'
import { Link } from '../router.tsx'
import { useAt } from '../session.ts'
import { Table } from './basics.tsx'
import { RunBadge } from './words.tsx'

/** Runs, the newest first. */
export function RunsTable({
  runs,
  caption,
}: {
  readonly runs: readonly RunLine[]
  readonly caption: string
}): ReactNode {
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
