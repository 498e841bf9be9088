import { answerFor, type OrganizationType, type Policy } from './policy.ts'
import { answerSql, foldedSql, isBlankSql } from './sql-text.ts'
import { folded, trimmed } from './text.ts'

/** An organisation before the move. */
export type LegacyOrganization = { readonly id: string; readonly name: string | null; readonly type: string | null }

/** Which rule gave the type: 1 the policy, 2 and 3 the name, 4 to 6 the legacy type, 7 the name of a supplier, 8 none of them. */
export type Typed = { readonly type: OrganizationType; readonly rule: number }

/**
 * The type of every organisation, by id; the first rule that matches wins. Several may become Oraseas EE or BossAqua: that is
 * found by the validator and refused by the step.
 */
export function organizationTypesOf(
  organizations: readonly LegacyOrganization[],
  policy: Policy = {},
): ReadonlyMap<string, Typed> {
  const first = organizations.map((organization) => ({ id: organization.id, ...firstRule(organization, policy) }))
  const warehouses = first.filter(({ rule }) => rule === 6).length
  const isOraseasKnown = first.some(({ rule, given }) => rule === 2 || given === 'oraseas_ee')
  const settle = (rule: number): number => (rule === 6 && (warehouses > 1 || isOraseasKnown) ? 8 : rule)
  return new Map(first.map(({ id, rule, given }) => [id, typed(settle(rule), given)]))
}

type First = { readonly rule: number; readonly given: OrganizationType | undefined }

function firstRule({ id, name, type }: LegacyOrganization, { organizations }: Policy): First {
  const given = answerFor(organizations, id) ?? answerFor(organizations, name)
  if (given !== undefined) return { rule: 1, given }
  const words = folded(name ?? '')
  const rule = ruleOfName(words) ?? ruleOfType(folded(trimmed(type ?? ''))) ?? (words.includes('supplier') ? 7 : 8)
  return { rule, given }
}

function ruleOfName(name: string): number | undefined {
  if (name.includes('oraseas')) return 2
  return name.includes('bossaqua') || name.includes('boss aqua') ? 3 : undefined
}

const rulesOfTypes: Readonly<Record<string, number>> = { supplier: 4, customer: 5, warehouse: 6 }

const ruleOfType = (type: string): number | undefined => answerFor(rulesOfTypes, type)

const typesOfRules: Readonly<Record<number, OrganizationType>> = {
  2: 'oraseas_ee',
  3: 'bossaqua',
  4: 'supplier',
  5: 'customer',
  6: 'oraseas_ee',
  7: 'supplier',
}

const typed = (rule: number, given: OrganizationType | undefined): Typed => ({
  rule,
  type: given ?? typesOfRules[rule] ?? 'customer',
})

/**
 * The same as a query of `id`, `rule` and `organization_type`.
 *
 * @param source a query of `id`, `name` and `type`
 */
export function organizationTypesSql(source: string, { organizations = {} }: Policy = {}): string {
  const given = `coalesce(${answerSql('id::text', organizations)}, ${answerSql('name', organizations)})`
  return `
    select id, rule, case rule when 1 then given when 2 then 'oraseas_ee' when 3 then 'bossaqua' when 4 then 'supplier'
      when 6 then 'oraseas_ee' when 7 then 'supplier' else 'customer' end as organization_type
    from (
      select id, given, case
        when rule = 6 and (count(*) filter (where rule = 6) over () > 1
          or bool_or(rule = 2 or (rule = 1 and given = 'oraseas_ee')) over ()) then 8
        else rule end as rule
      from (
        select id, given, case
          when given is not null then 1
          when name like '%oraseas%' then 2
          when name like '%bossaqua%' or name like '%boss aqua%' then 3
          when type = 'supplier' then 4
          when type = 'customer' then 5
          when type = 'warehouse' then 6
          when name like '%supplier%' then 7
          else 8 end as rule
        from (
          select id, ${given} as given, ${foldedSql('name')} as name, ${foldedSql('btrim(type)')} as type from (${source}) as legacy
        ) as words
      ) as first
    ) as settled`
}

/** A legacy type that no rule knows, blanks included. */
export const isUnknownTypeSql = (expression: string): string =>
  `(${isBlankSql(expression)} or ${foldedSql(`btrim(${expression})`)} not in ('warehouse', 'customer', 'supplier'))`
