import type { Entity, EntityKind } from '../../../../schema/catalogue.ts'
import { grantText, revokeText } from './create.ts'
import { ident, schemaOf } from './ident.ts'

/** The statements that remove an entity which nothing needs any more. */
export const dropStatements = (entity: Entity): readonly string[] => {
  const { facts, name, kind } = entity
  const remove = removers[kind]
  return remove === undefined
    ? [`drop ${facts['form'] === 'procedure' ? 'procedure' : kind} ${facts['path']}`]
    : remove(facts, name)
}

type Remover = (facts: Entity['facts'], name: string) => readonly string[]

const ofTable =
  (kind: string): Remover =>
  (facts, name) => [`drop ${kind} ${ident(name)} on ${facts['path']}`]

const removers: Partial<Readonly<Record<EntityKind, Remover>>> = {
  type: (facts) => [`drop ${facts['form'] === 'domain' ? 'domain' : 'type'} ${facts['path']}`],
  column: (facts, name) => [`alter table ${facts['path']} drop column ${ident(name)}`],
  default: (facts, name) => [`alter table ${facts['path']} alter column ${ident(name)} drop default`],
  constraint: (facts, name) => [`alter ${facts['on']} ${facts['path']} drop constraint ${ident(name)}`],
  index: (facts, name) => [`drop index ${schemaOf(facts['path'] ?? '')}.${ident(name)}`],
  rule: ofTable('rule'),
  trigger: ofTable('trigger'),
  policy: ofTable('policy'),
  comment: (_, name) => [`comment on ${name} is null`],
  grant: ({ granted, with_option: withOption, revoked, ...facts }) => {
    const all = [granted, withOption].filter((each) => each !== undefined).join(', ')
    return [
      ...(all === '' ? [] : [revokeText(facts, all)]),
      ...(revoked === undefined ? [] : [grantText(facts, revoked)]),
    ]
  },
}
