/** A row that breaks the check of its column makes the whole list fail: SQLite has no other way to stop a plain list of statements. */
const guards = ['foreign_keys_are_off', 'values_fit', 'no_row_was_lost', 'no_row_lost_its_parent'] as const

export type Guard = (typeof guards)[number]

const orphans = 'select "table", "rowid", "parent" from pragma_foreign_key_check'

/** @param canLook whether SQLite is able to check the references as they stand */
export const openGuard = (canLook: boolean): readonly string[] => [
  `create temp table millwright_guard (${guards.map((name) => `${name} check (${name})`).join(', ')})`,
  'insert into millwright_guard (foreign_keys_are_off) select foreign_keys = 0 from pragma_foreign_keys',
  `create temp table millwright_orphans as ${orphans}${canLook ? '' : ' where false'}`,
]

/** Rows that had no parent before may stay as they are. */
export const closeGuard = (canLook: boolean): readonly string[] => [
  ...(canLook
    ? [
        guard(
          'no_row_lost_its_parent',
          `select count(*) = 0 from (${orphans} except select * from temp.millwright_orphans)`,
        ),
      ]
    : []),
  'drop table temp.millwright_orphans',
  'drop table temp.millwright_guard',
]

/** @param query gives one value that must not be 0 */
export function guard(name: Guard, query: string): string {
  return `insert into millwright_guard (${name}) ${query}`
}
