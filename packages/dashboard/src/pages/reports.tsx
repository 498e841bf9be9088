import type { ReactNode } from 'react'
import { type ReportLine, type ReportsResult, timeWords } from 'millwright/view'
import { Badge, Card, Empty, Shown, Table } from '../parts/basics.tsx'
import { VerdictBadge } from '../parts/words.tsx'
import { instant } from '../format.ts'
import { Link } from '../router.tsx'
import { useApi, useAt, usePlace } from '../session.ts'
import { useResource } from '../use-resource.ts'

/** Every report that was kept, to read here, to open as one page, or to take home. */
export function ReportsPage(): ReactNode {
  const { news } = usePlace()
  const api = useApi()
  const found = useResource<ReportsResult>(api('reports'), news.version)
  return (
    <>
      <h1>Reports</h1>
      <Shown of={found}>
        {({ reports, total }) => (
          <Card title="The newest first" aside={<span className="quiet">{total} kept</span>}>
            {reports.length === 0 ? (
              <Empty>There is none. Every run and every rehearsal writes one.</Empty>
            ) : (
              <List reports={reports} />
            )}
          </Card>
        )}
      </Shown>
    </>
  )
}

function List({ reports }: { readonly reports: readonly ReportLine[] }): ReactNode {
  return (
    <Table
      caption="Reports"
      rows={reports}
      keyOf={({ id }) => id}
      columns={[
        { title: 'Of', cell: (line) => <Of line={line} /> },
        { title: 'Outcome', cell: ({ verdict }) => (verdict === null ? '–' : <VerdictBadge word={verdict} />) },
        { title: 'Migrations', cell: ({ migrations }) => migrations.join(', ') },
        { title: 'By', cell: ({ actor }) => actor },
        { title: 'Began', cell: ({ startedAt }) => instant(startedAt) },
        { title: 'Took', isNumber: true, cell: ({ ms }) => (ms === null ? '–' : timeWords(ms)) },
        { title: 'Take', cell: ({ id }) => <Files id={id} /> },
      ]}
    />
  )
}

function Of({ line: { id, rehearsal } }: { readonly line: ReportLine }): ReactNode {
  const at = useAt()
  return (
    <>
      <Link to={at(rehearsal ? `rehearsals/${id}` : `runs/${id}`)}>{id}</Link>{' '}
      {rehearsal ? <Badge tone="quiet">rehearsal</Badge> : null}
    </>
  )
}

/** The page opens without scripts; the files are saved under the name of the run. */
export function Files({ id }: { readonly id: string }): ReactNode {
  const { environment } = usePlace()
  const report = `/api/environments/${environment.id}/runs/${id}/report`
  return (
    <span className="actions">
      <a href={`${report}.html`} aria-label={`Open the report of ${id}`}>
        Open
      </a>
      <a href={`${report}.html`} download={`report-${id}.html`} aria-label={`Save the report of ${id} as HTML`}>
        HTML
      </a>
      <a href={report} download={`report-${id}.json`} aria-label={`Save the report of ${id} as JSON`}>
        JSON
      </a>
    </span>
  )
}
