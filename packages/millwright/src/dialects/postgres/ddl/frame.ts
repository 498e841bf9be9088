import type { DdlStatement } from '../../ddl.ts'
import { patience } from './patience.ts'

/**
 * One transaction around everything that can stand in one. A new label of an enum comes before it, for only a later
 * transaction may use it; indexes that are built while others write come after it.
 */
export function frame(statements: readonly DdlStatement[]): readonly string[] {
  const texts = (wanted: (statement: DdlStatement) => boolean): readonly string[] =>
    statements.filter(wanted).map(({ text }) => text)
  const inside = texts(({ alone }) => alone !== true)
  return [
    ...texts(({ alone, text }) => alone === true && comesFirst.test(text)),
    ...(inside.length === 0 ? [] : ['begin', ...patience(statements), ...settings(statements), ...inside, 'commit']),
    ...texts(({ alone, text }) => alone === true && !comesFirst.test(text)),
  ]
}

/** A routine may be made before the tables that its body names. */
export const settings = (statements: readonly DdlStatement[]): readonly string[] =>
  statements.some(({ text, alone }) => alone !== true && makesRoutine.test(text))
    ? ['set local check_function_bodies = off']
    : []

const comesFirst = /^alter type /
const makesRoutine = /^create (?:or replace )?(?:function|procedure)/i
