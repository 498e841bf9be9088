export type Group = 'structure' | 'business' | 'referential' | 'consistency'

export type Severity = 'info' | 'warning' | 'error' | 'critical'

/** A rule about the rows: one statement that finds all that break it. */
export type Rule = {
  readonly id: string
  readonly checkName: string
  readonly group: Group
  readonly severity: Severity
  /** `{n}` is the number of findings, and of `{a|b}` the first is said of one finding, the second of any other number. */
  readonly message: string
  /** A query of `key` (a list of texts that names the finding and never a person) and `rows` (how many rows it is about). */
  readonly sql: string
}

type Head = `${string} ${string} ${Group} ${Severity}`

/**
 * A rule from its id, name, group and severity, its message and its query.
 *
 * @example rule('MCH-02 machines_non_customer_org business warning', '{n} {machine|machines} owned by a non-customer', sql)
 */
export function rule(head: Head, message: string, sql: string): Rule {
  const [id, checkName, group, severity] = head.split(' ') as [string, string, Group, Severity]
  return { id, checkName, group, severity, message, sql }
}

/** The message in its singular or plural form. */
export const messageFor = (message: string, n: number): string =>
  message
    .replaceAll(/\{([^|{}]*)\|([^{}]*)\}/g, (_, one: string, other: string) => (n === 1 ? one : other))
    .replaceAll('{n}', String(n))

/** Rows of a table, each a finding. `from` names the table as `t`, or joins it to others. */
export const rowsWhere = (from: string, condition: string): string =>
  `select array[t.id::text] as key, 1 as rows from ${from} where ${condition}`

/** Values that stand in several rows, each a finding; its key is the ids of the first five. */
export const repeated = (table: string, value: string, condition: string): string =>
  `select (array_agg(t.id::text order by t.id::text))[1:5] as key, count(*) as rows
    from ${table} as t where ${condition} group by ${value} having count(*) > 1`

/** Pairs of references that stand in several rows, each a finding; its key is the pair. Without a reference there is no pair. */
export const repeatedPairs = (table: string, first: string, second: string): string =>
  `select array[t.${first}::text, t.${second}::text] as key, count(*) as rows
    from ${table} as t where t.${first} is not null and t.${second} is not null
    group by t.${first}, t.${second} having count(*) > 1`

/** One finding without a key, when a condition about the whole database holds. */
export const once = (condition: string): string => `select array[]::text[] as key, 0 as rows where ${condition}`

/** Rows whose reference is missing or leads nowhere. */
export const orphans = (table: string, column: string, parent: string): string =>
  rowsWhere(`${table} as t left join ${parent} as p on p.id = t.${column}`, 'p.id is null')
