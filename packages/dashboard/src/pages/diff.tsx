import type { ReactNode } from 'react'
import type { BackupComparison, BackupList, Job, RowDifference, TableDifference } from 'millwright/view'
import { Action } from '../parts/actions.tsx'
import { Badge, Card, Empty, Facts, Failure, Shown, Table, type Tone, Typed } from '../parts/basics.tsx'
import { Pager } from '../parts/pager.tsx'
import { addressWith, Search } from '../parts/search.tsx'
import { count, instant } from '../format.ts'
import { Link } from '../router.tsx'
import { useApi, useAt, useMay, usePlace } from '../session.ts'
import { useResource } from '../use-resource.ts'

type DiffFacts = { readonly id: string | undefined; readonly query: URLSearchParams }

/** What differs, row by row, between the database as it is and as it was: the page of a backup, or the list of them. */
export function DiffPage({ id, query }: DiffFacts): ReactNode {
  const { news } = usePlace()
  const api = useApi()
  const backups = useResource<BackupList>(api('backups'), news.version)
  return (
    <>
      <h1>Data diff</h1>
      <Shown of={backups}>
        {({ backups: found }) =>
          found.length === 0 ? (
            <Empty>There is nothing to compare with: no backup was made yet. A run makes one before it begins.</Empty>
          ) : id === undefined ? (
            <Choose backups={found} />
          ) : (
            <Diff id={id} query={query} />
          )
        }
      </Shown>
    </>
  )
}

function Choose({ backups }: Pick<BackupList, 'backups'>): ReactNode {
  const at = useAt()
  return (
    <Card title="Compare the database with">
      <ul className="plain">
        {backups.map(({ id, createdAt, reason }) => (
          <li key={id}>
            <Link to={at(`diff/${id}`)}>{instant(createdAt)}</Link>, {reason} <code>{id}</code>
          </li>
        ))}
      </ul>
    </Card>
  )
}

function Diff({ id, query }: { readonly id: string; readonly query: URLSearchParams }): ReactNode {
  const { news } = usePlace()
  const api = useApi()
  const jobs = useResource<readonly Job[]>(api('jobs'), news.version)
  return (
    <Shown of={jobs}>
      {(all) => {
        const newest = all.find(({ action, input }) => action === 'backup-compare' && input['id'] === id)
        return (
          <>
            <Ask id={id} job={newest} then={jobs.reload} />
            {newest?.state === 'done' && newest.problem === undefined ? <Read job={newest.id} query={query} /> : null}
          </>
        )
      }}
    </Shown>
  )
}

type Asking = { readonly id: string; readonly job: Job | undefined; readonly then: () => void }

/** Comparing reads every row, so it is asked for. */
function Ask({ id, job, then }: Asking): ReactNode {
  const mayOperate = useMay('operate')
  const isBusy = job?.state === 'running'
  return (
    <Card
      title={`With ${id}`}
      aside={
        mayOperate ? (
          <Action action="backup-compare" input={{ id }} isMain={job === undefined} isDisabled={isBusy} then={then}>
            {job === undefined ? 'Compare' : 'Compare again'}
          </Action>
        ) : null
      }
    >
      <div role="status">
        {isBusy ? <p>Every row is read on both sides…</p> : null}
        {job === undefined ? <Empty>Nobody compared it since the server began.</Empty> : null}
        {job?.state === 'done' ? (
          <p>
            Compared {instant(job.endedAt)}, for {job.by}.
          </p>
        ) : null}
      </div>
      {job?.problem === undefined ? null : <Failure error={new Error(`${job.problem.what} ${job.problem.next}`)} />}
      <Typed>{`millwright backup compare ${id}`}</Typed>
    </Card>
  )
}

function Read({ job, query }: { readonly job: string; readonly query: URLSearchParams }): ReactNode {
  const api = useApi()
  const found = useResource<Job>(api(`jobs/${job}`))
  return <Shown of={found}>{({ result }) => <Found compared={result as BackupComparison} query={query} />}</Shown>
}

const sumOf = ({ added, removed, changed }: TableDifference): number => added + removed + changed

type FoundFacts = { readonly compared: BackupComparison; readonly query: URLSearchParams }

function Found({ compared, query }: FoundFacts): ReactNode {
  const at = useAt()
  const here = at(`diff/${compared.backup}`)
  const differing = compared.tables.filter((table) => sumOf(table) > 0)
  const chosen = compared.tables.find(({ table }) => table === query.get('table')) ?? differing[0]
  return (
    <>
      <Card title="Table by table">
        <Whole compared={compared} />
        <Table
          caption="Tables"
          rows={compared.tables.toSorted((a, b) => sumOf(b) - sumOf(a))}
          keyOf={({ table }) => table}
          columns={[
            {
              title: 'Table',
              cell: ({ table }) => <Link to={addressWith(here, new URLSearchParams(), { table })}>{table}</Link>,
            },
            { title: 'Rows then', isNumber: true, cell: ({ before }) => count(before) },
            { title: 'Rows now', isNumber: true, cell: ({ after }) => count(after) },
            { title: 'Added', isNumber: true, cell: ({ added }) => count(added) },
            { title: 'Removed', isNumber: true, cell: ({ removed }) => count(removed) },
            { title: 'Changed', isNumber: true, cell: ({ changed }) => count(changed) },
          ]}
        />
      </Card>
      {chosen === undefined ? null : <OneTable key={chosen.table} found={chosen} query={query} here={here} />}
    </>
  )
}

const Whole = ({ compared: { differences, onlyBefore, onlyAfter } }: Pick<FoundFacts, 'compared'>): ReactNode => (
  <>
    <p className="line">
      <Badge tone={differences === 0 ? 'ok' : 'info'}>
        {differences === 0 ? 'no row differs' : `${count(differences)} rows differ`}
      </Badge>
    </p>
    {onlyBefore.length === 0 ? null : <p>Gone since: {onlyBefore.join(', ')}</p>}
    {onlyAfter.length === 0 ? null : <p>New since: {onlyAfter.join(', ')}</p>}
  </>
)

const size = 50
const kinds: Readonly<Record<RowDifference['kind'], Tone>> = { added: 'ok', removed: 'bad', changed: 'warn' }

type TableFacts = { readonly found: TableDifference; readonly query: URLSearchParams; readonly here: string }

function OneTable({ found, query, here }: TableFacts): ReactNode {
  const [kind, column] = [query.get('kind') ?? '', query.get('column') ?? '']
  const page = Math.max(1, Number(query.get('page') ?? 1) || 1)
  const rows = found.rows.filter((row) => (kind === '' || row.kind === kind) && (column === '' || column in row.cells))
  const to = (place: number): string => addressWith(here, query, { table: found.table, page: String(place) })
  return (
    <Card title={found.table}>
      {found.notCompared === undefined ? null : <Empty>Not compared row by row: {found.notCompared}.</Empty>}
      <Columns found={found} />
      <Search key={`${kind} ${column}`} here={here} kept={{ table: found.table }}>
        <Choice title="Kind" name="kind" value={kind} words={Object.keys(kinds)} />
        <Choice title="Column" name="column" value={column} words={Object.keys(found.columns)} />
      </Search>
      {rows.length === 0 ? <Empty>No row that is told in full is like that.</Empty> : null}
      <Rows rows={rows.slice((page - 1) * size, page * size)} found={found} />
      <Pager page={page} size={size} total={rows.length} to={to} />
      {found.rows.length < sumOf(found) ? (
        <p className="quiet">
          The first {count(found.rows.length)} of {count(sumOf(found))} are told in full.
        </p>
      ) : null}
    </Card>
  )
}

const Columns = ({ found: { columns } }: Pick<TableFacts, 'found'>): ReactNode =>
  Object.keys(columns).length === 0 ? null : (
    <Facts facts={Object.entries(columns).map(([name, rows]) => [`${name} changed`, `${count(rows)} times`])} />
  )

type ChoiceFacts = {
  readonly title: string
  readonly name: string
  readonly value: string
  readonly words: readonly string[]
}

const Choice = ({ title, name, value, words }: ChoiceFacts): ReactNode => (
  <label>
    {title}
    <select name={name} defaultValue={value}>
      <option value="">all</option>
      {words.map((word) => (
        <option key={word}>{word}</option>
      ))}
    </select>
  </label>
)

function Rows({
  rows,
  found,
}: {
  readonly rows: readonly RowDifference[]
  readonly found: TableDifference
}): ReactNode {
  if (rows.length === 0) return null
  return (
    <Table
      caption={`Differing rows of ${found.table}`}
      rows={rows}
      keyOf={({ key, kind }) => `${kind} ${key.join(' ')}`}
      columns={[
        { title: found.key.join(', ') || 'Key', cell: ({ key }) => <code>{key.join(', ')}</code> },
        { title: 'Kind', cell: ({ kind }) => <Badge tone={kinds[kind]}>{kind}</Badge> },
        { title: 'Then and now', cell: (row) => <Cells row={row} /> },
      ]}
    />
  )
}

const Cells = ({ row: { cells } }: { readonly row: RowDifference }): ReactNode => (
  <ul className="cells">
    {Object.entries(cells).map(([name, [before, after]]) => (
      <li key={name}>
        <span className="quiet">{name}</span> {before === null ? null : <del>{before}</del>}{' '}
        {after === null ? null : <ins>{after}</ins>}
      </li>
    ))}
  </ul>
)
