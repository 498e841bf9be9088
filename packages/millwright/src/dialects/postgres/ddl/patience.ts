import type { DdlStatement } from '../../ddl.ts'
import { quoteText } from '../syntax.ts'

/**
 * What a list says before its first change when it needs strong locks. Whoever waits for one stands in front of everybody
 * else. So all of them are asked for at once and for a second only; then all are given back, the others pass, and it is tried
 * again after a longer while. A lock that is needed besides fails the list as a whole, so that it can be run again.
 */
export function patience(statements: readonly DdlStatement[]): readonly string[] {
  const locking = statements.filter(({ lock, alone }) => alone !== true && lock !== undefined && strong.includes(lock))
  if (locking.length === 0) return []
  const wanted = wantedLocks(locking)
  return [
    ...(wanted.length === 0 ? [] : ["set local lock_timeout = '1s'", lockAll(wanted)]),
    "set local lock_timeout = '5s'",
  ]
}

/** Each stands in the way of more than the one before it. */
const strong: readonly string[] = ['share', 'share row exclusive', 'access exclusive']

type Wanted = readonly [table: string, lock: string]

/** The strongest lock that each table needs, in one order for all lists, so that two of them do not wait for each other. */
function wantedLocks(statements: readonly DdlStatement[]): readonly Wanted[] {
  const levels = new Map<string, number>()
  for (const { text, lock = '' } of statements) {
    const name = tableIn(text)
    if (name !== undefined) levels.set(name, Math.max(levels.get(name) ?? 0, strong.indexOf(lock)))
  }
  return [...levels.keys()].toSorted().map((name) => [name, strong[levels.get(name) ?? 0] as string])
}

const word = String.raw`(?:"(?:[^"]|"")+"|[\w$\u0080-\uffff]+)`
const table = String.raw`(?:only )?(${word}(?:\.${word})?)`
const places = [
  new RegExp(String.raw`^(?:alter|drop) table (?:if exists )?${table}`, 'i'),
  new RegExp(String.raw`^create (?:unique )?index (?:if not exists )?(?:${word} )?on ${table}`, 'i'),
  new RegExp(String.raw`^(?:create (?:constraint )?|drop |alter )trigger ${word} .*?\bon ${table}`, 'is'),
]

/** The table that a statement of ours locks; undefined where it names none. */
const tableIn = (text: string): string | undefined =>
  places.map((place) => place.exec(text)?.[1]).find((name) => name !== undefined)

/** About as long as a run of ours would try. Not everything that an index stands on is a table, and one that the list makes or renames is not there yet. */
const lockAll = (wanted: readonly Wanted[]): string => `do $millwright$
declare
  names constant text[] := array[${wanted.map(([name]) => quoteText(name)).join(', ')}];
  modes constant text[] := array[${wanted.map(([, mode]) => quoteText(mode)).join(', ')}];
  pause double precision := 0.1;
begin
  for attempt in 1..12 loop
    begin
      for at in 1..${wanted.length} loop
        if exists (select from pg_catalog.pg_class where oid = pg_catalog.to_regclass(names[at]) and relkind in ('r', 'p')) then
          execute pg_catalog.format('lock table %s in %s mode', names[at], modes[at]);
        end if;
      end loop;
      return;
    exception
      when insufficient_privilege then return;
      when lock_not_available or deadlock_detected then
        if attempt = 12 then raise; end if;
        perform pg_catalog.pg_sleep(pause * (0.5 + pg_catalog.random()));
        pause := least(4, pause * 2);
    end;
  end loop;
end $millwright$`
