import type { Entity } from '../../../../schema/catalogue.ts'
import { stateText } from './create.ts'
import { ident } from './ident.ts'
import type { Script } from './script.ts'

/**
 * Rows that the list writes are no business of triggers: those of the tables it writes to are still meanwhile. And what
 * they have to check at the end of the transaction is checked at once, for the tables are altered afterwards.
 */
export function stillTriggers(script: Script): void {
  const written = new Set(
    script
      .texts('fill')
      .flatMap(
        (text) =>
          /^(?:update|insert into) (?:only )?((?:"(?:[^"]|"")+"|[^\s."]+)\.(?:"(?:[^"]|"")+"|[^\s."]+))/.exec(
            text,
          )?.[1] ?? [],
      ),
  )
  if (written.size === 0) return
  const { from, gone } = script.fate
  const all = [...from.byId].flatMap(([id, entity]) => (gone.has(id) ? [] : [entity]))
  const triggers = all.filter(
    ({ kind, facts }) => kind === 'trigger' && facts['state'] !== 'disabled' && written.has(facts['path'] ?? ''),
  )
  script.prepend('fill', ...triggers.map(stillText))
  script.add('fill', ...triggers.map(stateText))
  if (all.some(isDeferred)) script.prepend('fill', 'set constraints all immediate')
}

const stillText = ({ facts, name }: Entity): string => `alter table ${facts['path']} disable trigger ${ident(name)}`

const isDeferred = ({ facts }: Entity): boolean => facts['definition']?.includes('INITIALLY DEFERRED') ?? false
