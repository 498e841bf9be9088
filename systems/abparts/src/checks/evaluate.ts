import type { Session } from '../database/database.ts'
import { type Group, messageFor, type Rule, type Severity } from './rule.ts'

export type Details = {
  /** At most twenty keys: an id, a pair of ids, or the ids of the rows that share a value. Never a personal value. */
  readonly sample: readonly (string | readonly string[])[]
  /** Whether there are more findings than the sample shows. */
  readonly truncated: boolean
  /** How many rows share the repeated values. */
  readonly rows?: number
  /** How many findings each table and column has. */
  readonly tables?: Readonly<Record<string, number>>
  /** True when the database had this before the migration, as a finding of the old model. */
  readonly preexisting?: boolean
  /** Why the rule could not be evaluated, in the database's words. */
  readonly reason?: string
}

/** What a rule found; a rule that found nothing has no result. */
export type Result = {
  readonly id: string
  readonly check_name: string
  readonly group: Group
  readonly severity: Severity
  readonly message: string
  readonly affected_records: number
  readonly details: Details
}

const sampleSize = 20

/** Evaluates one rule in a transaction; a rule that cannot run is a critical result, and the transaction goes on. */
export async function evaluate(session: Session, rule: Rule, sample = sampleSize): Promise<Result | undefined> {
  try {
    const [row] = await session.savepoint(() => session.query(statementOf(rule, sample)))
    return resultOf(rule, row as Counted)
  } catch (error) {
    return notEvaluated(rule, databaseWords(error))
  }
}

/** What the database itself said, where the engine wrapped it in words of its own. */
function databaseWords(error: unknown): string {
  const { cause = error } = error instanceof Error ? error : {}
  return cause instanceof Error ? cause.message : String(cause)
}

/** Lists as text in JSON. */
type Counted = {
  readonly affected: bigint
  readonly rows: bigint
  readonly sample: string
  readonly tables: string | null
}

/** Counts, sample and breakdown in one statement; the findings are computed once. */
function statementOf({ sql, id }: Rule, sample: number): string {
  const tables = isByTable(id)
    ? `(select jsonb_object_agg(part, n) from (select key[1] || '.' || key[2] as part, count(*) as n from found group by 1) as parts)::text`
    : 'null::text'
  return `with found as materialized (${sql})
    select count(*) as affected, coalesce(sum(rows), 0)::bigint as rows, ${tables} as tables,
      (select coalesce(jsonb_agg(to_jsonb(first.key)), '[]')
        from (select key from found order by key limit ${sample}) as first)::text as sample
    from found`
}

const isByTable = (id: string): boolean => id === 'LEG-30'

function resultOf(rule: Rule, { affected, rows, sample, tables }: Counted): Result | undefined {
  const count = Number(affected)
  if (count === 0) return undefined
  const isShared = Number(rows) > count
  const keys = JSON.parse(sample) as readonly (readonly string[])[]
  return {
    ...headOf(rule),
    severity: rule.severity,
    message: messageFor(rule.message, count),
    affected_records: count,
    details: {
      sample: keys.filter((key) => key.length > 0).map((key) => (key.length === 1 ? (key[0] as string) : key)),
      truncated: count > keys.length,
      ...(isShared ? { rows: Number(rows) } : {}),
      ...(tables === null ? {} : { tables: JSON.parse(tables) as Readonly<Record<string, number>> }),
    },
  }
}

function notEvaluated(rule: Rule, reason: string): Result {
  return {
    ...headOf(rule),
    severity: 'critical',
    message: `could not be evaluated: ${reason}`,
    affected_records: 0,
    details: { sample: [], truncated: false, reason },
  }
}

const headOf = ({ id, checkName, group }: Rule) => ({ id, check_name: checkName, group }) as const
