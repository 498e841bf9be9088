/**
 * The graph of a real life of migrations: twelve months in three eras, each begun by throwing the one before away. The ids and
 * parents are those that were published; what each revision does is invented, one table or column each.
 */

/** A revision and those that it follows. */
export type Revision = { readonly id: string; readonly parents: readonly string[]; readonly does: Deed }

type Deed = { readonly make: 'table' | 'column' | 'nothing'; readonly drop?: string }

const of = (id: string, ...parents: readonly string[]): Revision => ({ id, parents, does: { make: 'column' } })

/** Revisions that follow one another. */
const line = (first: string, ...ids: readonly string[]): readonly Revision[] =>
  ids.map((id, at) => of(id, ids[at - 1] ?? first))

/** The first five months: 39 revisions, two roots, two heads. A date in an id says nothing about the order. */
export const eraA: readonly Revision[] = [
  of('31e87319dc9a'),
  ...line('31e87319dc9a', 'add_user_profile_fields', 'add_user_mgmt_audit', 'add_security_session'),
  of('31e87319dc9b', '31e87319dc9a'),
  of('inventory_workflow_001', '31e87319dc9a'),
  of('predictive_maintenance'),
  of('add_machine_columns', 'add_security_session'),
  of('b102b96926f9', 'inventory_workflow_001', 'add_security_session', 'predictive_maintenance', '31e87319dc9b'),
  of('fd34c07414bf', 'add_machine_columns', 'b102b96926f9'),
  ...line('fd34c07414bf', 'fix_part_usage_schema', 'af15f8128cf7', 'c1b2ad88622a', 'schema_extensions_001'),
  ...line('schema_extensions_001', 'd3abe3b28834', '620ec30a7e37', '0b12c647d983', '0203a54bc019', 'f15a2ee5a7b4'),
  ...line('f15a2ee5a7b4', '8e7a2f17d68e', 'd303df521bdc', 'c129d1c5384e', '87c7b6846dd4', '5718aeeba9e9'),
  ...line('5718aeeba9e9', '00c1565ee6f9', '584160935375', 'ce25c4ebe17c', '3bef488d9675', 'add_parts_perf_idx'),
  of('20251117_shipped_date', 'fd34c07414bf'),
  of('15593ca816f1', '20251117_shipped_date', 'add_parts_perf_idx'),
  of('20251124_order_txn', 'fd34c07414bf'),
  of('f182c0f2b7ab', '15593ca816f1', '20251124_order_txn'),
  of('a1ca172ca9cc', 'f182c0f2b7ab'),
  of('20251129_hybrid_storage', '20251124_order_txn'),
  of('5a156a1f6ce7', 'a1ca172ca9cc', '20251129_hybrid_storage'),
  of('20241130_stock_adj', '20251124_order_txn'),
  of('20241130_merge', '20241130_stock_adj', '5a156a1f6ce7'),
  of('20241130_fix_enum', '20241130_stock_adj'),
]

const feature = '03_add_maintenance_protocols'

/** Four weeks: a baseline that does nothing, because the tables were there, and what came after it. */
export const eraB: readonly Revision[] = [
  { ...of('00_baseline'), does: { make: 'nothing' } },
  of('01_add_updated_at', '00_baseline'),
  { ...of(feature, '01_add_updated_at'), does: { make: 'table' } },
  of('04_add_preferred_language', feature),
  { ...of('add_protocol_translations_06', '04_add_preferred_language'), does: { make: 'table' } },
]

/** Since then. The two that call themselves baselines are differences: each removes a column of the business. */
export const eraC: readonly Revision[] = [
  { ...of('a78bd1ac6e99', 'add_protocol_translations_06'), does: { make: 'nothing', drop: 'machine_model' } },
  { ...of('ab2c1f16b0b3', 'a78bd1ac6e99'), does: { make: 'nothing', drop: 'serial_number' } },
  ...line('ab2c1f16b0b3', 'net_cleaning_001', '7b3899138d40', 'add_machine_dates', 'warehouse_loc_001'),
]

/** What was in the business's table before any revision of the last two eras. */
const machine = ['id', 'machine_model', 'serial_number'] as const

const nameOf = ({ id }: Revision): string => `r_${id}`

/** A revision as Alembic keeps it. */
export function alembicText(revision: Revision): string {
  const { id, parents, does } = revision
  const list = parents.map((parent) => `'${parent}'`).join(', ')
  const down = parents.length === 0 ? 'None' : parents.length === 1 ? list : `(${list})`
  const calls = [
    ...(does.make === 'table' ? [`op.create_table('${nameOf(revision)}', sa.Column('id', sa.Integer()))`] : []),
    ...(does.make === 'column' ? [`op.add_column('machines', sa.Column('${nameOf(revision)}', sa.Text()))`] : []),
    ...(does.drop === undefined ? [] : [`op.drop_column('machines', '${does.drop}')`]),
  ]
  const body = calls.length === 0 ? ['pass'] : calls
  return `revision = '${id}'\ndown_revision = ${down}\n\n\ndef upgrade():\n    ${body.join('\n    ')}\n\n\ndef downgrade():\n    pass\n`
}

/** A revision as a migration, under an id of its own. */
export function migrationText(revision: Revision, idOf: (revision: string) => string): string {
  const { parents, does } = revision
  const head = parents.length === 0 ? '-- parent: none' : `-- parents: ${parents.map(idOf).join(', ')}`
  return `${head}\n-- migrate:up\n${sqlOf(revision)}-- migrate:down\n${does.make === 'table' ? `drop table ${nameOf(revision)};\n` : ''}${does.make === 'column' ? `alter table machines drop column ${nameOf(revision)};\n` : ''}`
}

const sqlOf = ({ does, ...revision }: Revision): string =>
  [
    ...(does.make === 'table' ? [`create table ${nameOf({ ...revision, does })} (id integer primary key);\n`] : []),
    ...(does.make === 'column' ? [`alter table machines add column ${nameOf({ ...revision, does })} text;\n`] : []),
    ...(does.drop === undefined ? [] : [`alter table machines drop column ${does.drop};\n`]),
  ].join('')

/** What makes a database as these revisions leave it, with three machines in it. */
export const databaseAt = (revisions: readonly Revision[]): string =>
  [
    `create table machines (${machine.map((column) => (column === 'id' ? 'id integer primary key' : `${column} text`)).join(', ')});\n`,
    "insert into machines values (1, 'V3.1B', 'AB-1'), (2, 'V4.0', 'AB-2'), (3, 'V4.0', 'AB-3');\n",
    ...revisions.map(sqlOf),
  ].join('')
