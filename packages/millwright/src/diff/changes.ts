import type { Ddl } from '../dialects/ddl.ts'
import type { Finding } from '../kernel/finding.ts'
import type { Catalogue } from '../schema/catalogue.ts'
import { type Alteration, compare } from '../schema/change.ts'

type Sides = { readonly from: Catalogue; readonly to: Catalogue }

/** What is to be done, renames aside; what a dialect leaves alone is not in it. */
export const changesBetween = (ddl: Ddl, { from, to }: Sides, direction: 'up' | 'down'): readonly Alteration[] =>
  compare(from.entities, to.entities).filter((change) => ddl.leaves?.(change, direction) !== true)

/** What differs and stays as it is. */
export const leftAlone = (ddl: Ddl, { from, to }: Sides): readonly Finding[] =>
  compare(from.entities, to.entities)
    .filter((change) => ddl.leaves?.(change, 'up') === true)
    .map((change) => ({
      code: 'DIFF109',
      severity: 'info',
      subject: change.kind === 'alter' ? change.to.name : change.entity.name,
      message: 'a virtual table is made where it is missing, and otherwise left alone: change it by hand',
    }))
