import type { Entity } from '../../../schema/catalogue.ts'
import type { Change } from '../../../schema/change.ts'
import type { DdlStatement, Stage } from '../../ddl.ts'
import { ident, schemaOf } from './write/ident.ts'

/**
 * A reference or a check on a table that was there before is added without looking at the rows, which takes a moment, and proved
 * by a transaction of its own, beside which others write. An index is built while others write, which no transaction can hold.
 */
export function stages(changes: readonly Change[], statements: readonly DdlStatement[]): readonly Stage[] {
  const made = changes.flatMap((change) => (change.kind === 'create' ? [change.entity] : []))
  const isNew = ({ of }: Entity): boolean => made.some(({ kind, name }) => kind === 'table' && name === of)
  const old = made.filter((entity) => !isNew(entity))
  const unproved = old.filter(canWait).map(withoutProof)
  const beside = statements.filter(({ alone, text }) => alone === true && /^create (?:unique )?index /i.test(text))
  const unbuilt = old
    .filter(({ kind, name }) => kind === 'index' && beside.some(({ text }) => text.includes(` ${ident(name)} ON `)))
    .map(({ name, facts }) => `drop index ${schemaOf(facts['path'] ?? '')}.${ident(name)}`)
  return [
    ...(unproved.length === 0 ? [] : [{ next: 'prove', statements: [...unproved.flat(), ...unbuilt] }]),
    ...(unbuilt.length === 0 ? [] : [{ next: 'build indexes', statements: unbuilt }]),
  ]
}

/** One that is to stay without proof is left alone. */
function canWait({ kind, facts }: Entity): boolean {
  if (kind !== 'constraint' || facts['on'] !== 'table' || facts['definition']?.endsWith(' NOT VALID') === true)
    return false
  return facts['type'] === 'foreign key' || facts['type'] === 'check'
}

function withoutProof({ name, facts }: Entity): readonly string[] {
  const { path = '', definition = '' } = facts
  const table = `alter table ${path}`
  return [`${table} drop constraint ${ident(name)}`, `${table} add constraint ${ident(name)} ${definition} not valid`]
}
