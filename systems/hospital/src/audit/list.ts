import { type Expression, type SelectQueryBuilder, sql, type SqlBool } from 'kysely'
import type { Queries, Row } from 'millwright'
import { asSql } from 'millwright/kysely'
import { build } from '../database/build.ts'
import type { AuditStatus, EventType } from '../domain/audit.ts'
import type { PageRequest } from '../registers/list-request.ts'
import { type Page, pageOf } from '../registers/list.ts'
import { contains, wordsOf } from '../registers/search.ts'

/** An event as it is shown. */
export type AuditEntry = {
  readonly id: number
  /** UTC. */
  readonly occurred_at: string
  readonly event_type: string
  readonly performed_by: string
  readonly description: string
  readonly status: AuditStatus
  readonly details: Readonly<Record<string, unknown>>
  /** Taken over from the JSON era. */
  readonly imported: boolean
}

/** What is looked for; everything that is given must hold. The moments are UTC, `until` is the first one left out. */
export type AuditFilter = {
  readonly event_type?: string | undefined
  readonly status?: string | undefined
  readonly user?: string | undefined
  readonly from?: string | undefined
  readonly until?: string | undefined
  readonly search?: string | undefined
  /** What was done to the devices that had this serial. */
  readonly device?: { readonly register: string; readonly serial: string } | undefined
}

type AuditTable = {
  id: number
  occurred_at: string
  event_type: string
  performed_by: string
  description: string
  status: string
  details: string
  imported: number
}

type Events<O> = SelectQueryBuilder<{ audit_log: AuditTable }, 'audit_log', O>

const events = (): Events<object> => build.withTables<{ audit_log: AuditTable }>().selectFrom('audit_log')

/** A page of the events, the newest first. Give it queries that see one state. */
export async function pageOfEvents(db: Queries, filter: AuditFilter, page: PageRequest): Promise<Page<AuditEntry>> {
  const counted = await db.get(
    asSql(
      matching(events(), filter)
        .select(({ fn }) => fn.countAll().as('total'))
        .compile(),
    ),
  )
  const query = matching(events(), filter).selectAll().orderBy('id', 'desc')
  const rows = await db.all(
    asSql(
      query
        .limit(page.size)
        .offset((page.number - 1) * page.size)
        .compile(),
    ),
  )
  return pageOf(rows.map(entryOf), Number(counted?.['total']), page)
}

/** Every event that is meant, the newest first, block by block: there is no number after which they end. */
export async function* readEvents(db: Queries, filter: AuditFilter): AsyncGenerator<readonly AuditEntry[]> {
  const query = matching(events(), filter).selectAll().orderBy('id', 'desc').compile()
  for await (const { columns, rows } of db.read(asSql(query)))
    yield rows.map((values) => entryOf(Object.fromEntries(columns.map((name, at) => [name, values[at] ?? null]))))
}

/** Filters are joined by AND: one never takes the place of another. */
function matching<O>(query: Events<O>, filter: AuditFilter): Events<O> {
  const equal = (['event_type', 'status'] as const).flatMap((name): Expression<SqlBool>[] =>
    filter[name] === undefined ? [] : [sql<SqlBool>`${sql.ref(name)} = ${filter[name]}`],
  )
  const user = filter.user === undefined ? [] : [sql<SqlBool>`performed_by = ${filter.user}`]
  const from = filter.from === undefined ? [] : [sql<SqlBool>`occurred_at >= ${filter.from}`]
  const until = filter.until === undefined ? [] : [sql<SqlBool>`occurred_at < ${filter.until}`]
  const words = wordsOf(filter.search ?? '').map(
    (word) =>
      sql<SqlBool>`(${sql.join(
        searched.flatMap((name) => word.map((spelling) => contains(sql.ref(name), spelling))),
        sql` or `,
      )})`,
  )
  const device = filter.device === undefined ? [] : [aboutDevice(filter.device)]
  return [...equal, ...user, ...from, ...until, ...device, ...words].reduce(
    (narrowed, one) => narrowed.where(one),
    query,
  )
}

const deviceEvents: readonly EventType[] = ['Equipment Added', 'Equipment Updated', 'Equipment Deleted']

/** Events of the device alone, and those of many devices that name it. */
function aboutDevice({
  register,
  serial,
}: {
  readonly register: string
  readonly serial: string
}): Expression<SqlBool> {
  const names = (path: string) =>
    sql<SqlBool>`exists (select 1 from json_each(details, ${path}) where value = ${serial})`
  return sql<SqlBool>`(
    (event_type in (${sql.join(deviceEvents)}) and json_extract(details, '$.register') = ${register}
      and json_extract(details, '$.serial') = ${serial})
    or (event_type = 'Bulk Import' and json_extract(details, '$.type') = ${register}
      and (${names('$.added')} or ${names('$.changed')}))
    or (event_type = 'Bulk Delete' and json_extract(details, '$.register') = ${register} and ${names('$.serials')}))`
}

const searched = ['description', 'performed_by', 'event_type', 'details'] as const

const entryOf = (row: Row): AuditEntry => ({
  id: Number(row['id']),
  occurred_at: String(row['occurred_at']),
  event_type: String(row['event_type']),
  performed_by: String(row['performed_by']),
  description: String(row['description']),
  status: row['status'] as AuditStatus,
  details: JSON.parse(String(row['details'])) as AuditEntry['details'],
  imported: row['imported'] === 1n,
})
