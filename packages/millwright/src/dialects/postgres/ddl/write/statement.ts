import type { DdlStatement } from '../../../ddl.ts'

/** What PostgreSQL locks for a statement: https://www.postgresql.org/docs/current/explicit-locking.html */
const locks: readonly (readonly [RegExp, string])[] = [
  [/^(?:create (?:unique )?|drop |re)index concurrently/i, 'share update exclusive'],
  [/^reindex \([^)]*concurrently[^)]*\)|^(?:vacuum|analyze)(?!.*\bfull\b)/i, 'share update exclusive'],
  [/^(?:vacuum|cluster|truncate|lock table(?!.* in ))/i, 'access exclusive'],
  [/^reindex/i, 'access exclusive'],
  [/^create (?:unique )?index/i, 'share'],
  [/^create trigger|^create constraint trigger/i, 'share row exclusive'],
  [/^alter table .* add constraint .* foreign key/is, 'share row exclusive'],
  [/^alter table .* (?:validate constraint|set statistics|cluster on|attach partition)/is, 'share update exclusive'],
  [/^alter table .* (?:enable|disable)(?: always| replica)? trigger/is, 'share row exclusive'],
  [
    /^(?:alter|drop) (?:table|view|materialized view|index|sequence|trigger|policy|rule)|^create (?:or replace )?(?:rule|policy)/i,
    'access exclusive',
  ],
  [/^create or replace view|^refresh/i, 'access exclusive'],
  [/^(?:update|insert|delete)/i, 'row exclusive'],
  [/^comment on (?:table|column|constraint|index)/i, 'share update exclusive'],
  [/^create (?:statistics)/i, 'share update exclusive'],
]

const leading = /^(?:\s|--[^\n]*(?:\n|$)|\/\*[\s\S]*?\*\/)+/

/** The lock that a statement takes on what it names. */
export function lockOf(text: string): string | undefined {
  const plain = text.replace(leading, '')
  return locks.find(([pattern]) => pattern.test(plain))?.[1]
}

/** A statement of a list with the lock that it takes. */
export function statement(text: string, about: Omit<DdlStatement, 'text' | 'lock'> = {}): DdlStatement {
  const lock = lockOf(text)
  return { text, ...(lock === undefined ? {} : { lock }), ...about }
}
