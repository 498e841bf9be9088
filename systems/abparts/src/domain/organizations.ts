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

/** Where an expression finds an organisation's legacy columns. */
type Columns = { readonly [column in keyof LegacyOrganization]: string }

const columnsOf = (alias: string): Columns => ({ id: `${alias}.id`, name: `${alias}.name`, type: `${alias}.type` })

/** All organisations: a query of `id`, `name` and `type`. The rule for a lonely warehouse looks at all of them, once. */
type Source = { readonly source: string; readonly policy?: Policy }

/**
 * The same as an expression of type text.
 *
 * @param organization the columns of the organisation, as expressions
 */
export function organizationTypeSql(organization: Columns, { source, policy = {} }: Source): string {
  return `coalesce(${givenSql(organization, policy)}, case ${ruleSql(organization, { source, policy })}
    when 2 then 'oraseas_ee' when 3 then 'bossaqua' when 4 then 'supplier' when 6 then 'oraseas_ee' when 7 then 'supplier'
    else 'customer' end)`
}

/** The same for all organisations: a query of `id`, `rule` and `organization_type`. */
export function organizationTypesSql({ source, policy = {} }: Source): string {
  const organization = columnsOf('typed')
  return `select typed.id, ${ruleSql(organization, { source, policy })} as rule,
    ${organizationTypeSql(organization, { source, policy })} as organization_type from (${source}) as typed`
}

function ruleSql(organization: Columns, { source, policy }: Required<Source>): string {
  const [own, other] = [firstRuleSql(organization, policy), firstRuleSql(columnsOf('other'), policy)]
  return `case when ${own} = 6 and (
    (select count(*) from (${source}) as other where ${other} = 6) > 1
    or exists (select from (${source}) as other
      where ${other} = 2 or ${givenSql(columnsOf('other'), policy)} = 'oraseas_ee')) then 8 else ${own} end`
}

const givenSql = ({ id, name }: Columns, { organizations }: Policy): string =>
  `coalesce(${answerSql(`${id}::text`, organizations)}, ${answerSql(name, organizations)})`

function firstRuleSql(organization: Columns, policy: Policy): string {
  const [name, type] = [foldedSql(organization.name), foldedSql(`btrim(${organization.type})`)]
  return `(case when ${givenSql(organization, policy)} is not null then 1 when ${name} like '%oraseas%' then 2
    when ${name} like '%bossaqua%' or ${name} like '%boss aqua%' then 3
    when ${type} = 'supplier' then 4 when ${type} = 'customer' then 5 when ${type} = 'warehouse' then 6
    when ${name} like '%supplier%' then 7 else 8 end)`
}

/** A legacy type that no rule knows, blanks included. */
export const isUnknownTypeSql = (expression: string): string =>
  `(${isBlankSql(expression)} or ${foldedSql(`btrim(${expression})`)} not in ('warehouse', 'customer', 'supplier'))`
