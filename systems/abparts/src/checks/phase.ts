import type { Session } from '../database/database.ts'

/** Before the move, after it, or something of both (or of neither). */
export type Phase = 'legacy' | 'target' | 'mixture'

export type RecognisedPhase = {
  readonly phase: Phase
  /** Which set of rules comes closest. */
  readonly closest: 'legacy' | 'target'
  /** Whether something of the maintenance protocols is there. */
  readonly hasProtocols: boolean
  /** The columns by which either was recognised. */
  readonly marks: { readonly legacy: readonly string[]; readonly target: readonly string[] }
}

const marks = {
  legacy: [
    'organizations.type',
    'parts.is_consumable',
    'machines.organization_id',
    'inventory.organization_id',
    'inventory.location',
    'inventory.updated_at',
  ],
  target: [
    'organizations.organization_type',
    'users.user_status',
    'parts.part_type',
    'machines.customer_organization_id',
    'inventory.warehouse_id',
    'warehouses.id',
    'transactions.id',
  ],
} as const

/** The five tables of the maintenance protocols, in the order of their references. */
export const protocolTables = [
  'maintenance_protocols',
  'protocol_checklist_items',
  'maintenance_executions',
  'maintenance_checklist_completions',
  'maintenance_reminders',
] as const

/** Tells by its columns whether a database stands before or after the move. */
export async function recognisePhase(session: Session): Promise<RecognisedPhase> {
  const known = await columnsOf(session)
  const found = {
    legacy: marks.legacy.filter((mark) => known.has(mark)),
    target: marks.target.filter((mark) => known.has(mark)),
  }
  const share = { legacy: found.legacy.length / marks.legacy.length, target: found.target.length / marks.target.length }
  return {
    phase: phaseOf(found.legacy.length, found.target.length),
    closest: share.target > share.legacy ? 'target' : 'legacy',
    hasProtocols: protocolTables.some((table) => known.has(`${table}.id`)),
    marks: found,
  }
}

function phaseOf(legacy: number, target: number): Phase {
  if (legacy > 0 && target === 0) return 'legacy'
  return target > 0 && legacy === 0 ? 'target' : 'mixture'
}

async function columnsOf(session: Session): Promise<ReadonlySet<unknown>> {
  const rows = await session.query(`select c.relname || '.' || a.attname as name from pg_attribute as a
    join pg_class as c on c.oid = a.attrelid
    where c.relnamespace = current_schema()::regnamespace and c.relkind in ('r', 'p') and a.attnum > 0 and not a.attisdropped`)
  return new Set(rows.map(({ name }) => name))
}
