import type { InsertException, InsertInto } from '../../kernel/connection.ts'
import type { Value } from '../../kernel/value.ts'
import type { Session } from './session.ts'
import { quote, quoteTable, quoteText } from './syntax.ts'
import { copyLine, textOf } from './values.ts'

/** A row with its place in the list it came in. */
export type PlacedRow = { readonly at: number; readonly row: readonly Value[] }

const incoming = 'pg_temp.millwright_incoming'
const leftOut = 'pg_temp.millwright_left_out'

/**
 * Inserts rows one by one in the server, each in a subtransaction of its own, and returns what became of those that
 * were left out. Every value is given as a literal without a type, so it is read as a written one would be.
 */
export async function insertOneByOne(
  session: Session,
  into: InsertInto,
  rows: readonly PlacedRow[],
): Promise<readonly InsertException[]> {
  const columns = into.columns.map((_, at) => `c${at} text`)
  await session.ask(
    `create temporary table millwright_incoming (${['at integer', ...columns].join(', ')}) on commit drop`,
  )
  await session.ask('create temporary table millwright_left_out (at integer, words text) on commit drop')
  const { wire } = session
  const copy = `copy ${incoming} from ${wire.copyFrom}`
  const lines = rows.map(({ at, row }) => copyLine([BigInt(at), ...row.map(textOf)]))
  await session.guard(copy, () => wire.copyIn(copy, [Buffer.from(lines.join(''))]))
  await session.ask(loop(into))
  const { rows: left } = await session.ask(`select at, words from ${leftOut} order by at`)
  await session.ask(`drop table ${incoming}`)
  await session.ask(`drop table ${leftOut}`)
  return left.map(exceptionOf)
}

const exceptionOf = ([at, words]: readonly Value[]): InsertException =>
  words === null ? { at: Number(at), kind: 'conflict' } : { at: Number(at), kind: 'refused', words: String(words) }

/** Only what a row's own values, a check or a trigger are against is a refusal; all else ends the work. */
function loop(into: InsertInto): string {
  const look = isKeyGiven(into)
    ? `execute ${formatted(existsText(into), keyPlaces(into))} into there`
    : 'there := false'
  const insert = formatted(
    insertText(into),
    into.columns.map((_, at) => at),
  )
  const body = `declare
  r record;
  inserted bigint;
  there boolean;
  words text;
begin
  for r in select * from ${incoming} order by at loop
    begin
      ${look};
      if not there then
        execute ${insert};
        get diagnostics inserted = row_count;
        if inserted = 0 then
          insert into ${leftOut} values (r.at, 'a trigger left the row out');
        end if;
      end if;
    exception
      when unique_violation then
        words := sqlerrm;
        ${look};
        if not there then
          insert into ${leftOut} values (r.at, words);
        end if;
      when integrity_constraint_violation or data_exception or with_check_option_violation or raise_exception then
        there := false;
        insert into ${leftOut} values (r.at, sqlerrm);
    end;
    if there then
      insert into ${leftOut} values (r.at, null);
    end if;
  end loop;
end`
  return `do ${quoteText(body)}`
}

const formatted = (template: string, places: readonly number[]): string =>
  `format(${[quoteText(template), ...places.map((at) => `r.c${at}`)].join(', ')})`

/** A name inside of a template for format(). */
const templated = (name: string): string => name.replaceAll('%', '%%')

/** A key that the database makes itself meets no other. */
const isKeyGiven = ({ columns, key }: InsertInto): boolean =>
  key.length > 0 && key.every((name) => columns.includes(name))

const keyPlaces = ({ columns, key }: InsertInto): readonly number[] => key.map((name) => columns.indexOf(name))

const existsText = ({ table, key }: InsertInto): string =>
  `select exists (select from ${templated(quoteTable(table))} where ${key
    .map((name) => `${templated(quote(name))} = %L`)
    .join(' and ')})`

const insertText = ({ table, columns }: InsertInto): string =>
  `insert into ${templated(quoteTable(table))} (${columns.map((name) => templated(quote(name))).join(', ')}) ` +
  `overriding system value values (${columns.map(() => '%L').join(', ')})`
