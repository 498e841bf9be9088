import { type MoveBuilder, sql, type Sql } from 'millwright'
import { type Field, fieldsOf, type Register } from '../domain/fields.ts'
import type { Facts } from './params.ts'
import { tableOfRegister } from './registers.ts'

type About = { readonly register: Register; readonly facts: Facts }

/** What the table's constraints promise and what the statuses must be, asked once more as queries. */
export function checkRules(m: MoveBuilder, step: string, { register, facts }: About): void {
  const table = sql.id(tableOfRegister[register])
  const fields = fieldsOf[register]
  m.check(
    step,
    m.zero(`${step}: no serial twice`, sql`select serial from ${table} group by serial having count(*) > 1`),
    m.zero(`${step}: no number twice`, sql`select no from ${table} group by no having count(*) > 1`),
    m.zero(`${step}: nothing required is empty`, sql`select no from ${table} where ${anyOf(fields, emptiness)}`),
    m.zero(`${step}: no text too long`, sql`select no from ${table} where ${anyOf(fields, excess)}`),
    m.zero(`${step}: every date is a day`, sql`select no from ${table} where ${anyOf(fields, noDay)}`),
    m.zero(
      `${step}: ids follow the numbers`,
      sql`select a.no from ${table} a join ${table} b on a.no < b.no and a.id >= b.id limit 5`,
    ),
    m.zero(`${step}: stored status is the computed one`, register === 'ocm' ? wrongOcm(facts) : wrongPpm(facts)),
  )
}

const anyOf = (fields: readonly Field[], test: (field: Field) => Sql | undefined): Sql =>
  sql.join(
    fields.map(test).filter((one) => one !== undefined),
    ' or ',
  )

const emptiness = ({ column, required }: Field): Sql | undefined =>
  required ? sql`${sql.id(column)} is null or ${sql.id(column)} = ''` : undefined

const excess = ({ column, width }: Field): Sql | undefined =>
  width > 0 ? sql`length(${sql.id(column)}) > ${width}` : undefined

const noDay = ({ column, rule }: Field): Sql | undefined =>
  rule === 'date' ? sql`date(${sql.id(column)}) is not ${sql.id(column)}` : undefined

const wrongOcm = ({ asOf }: Facts): Sql => sql`select no from ocm_equipment where status <> case
  when next_maintenance is null then 'Upcoming'
  when service_date >= next_maintenance then 'Maintained'
  when next_maintenance < ${asOf} then 'Overdue'
  else 'Upcoming' end`

function wrongPpm({ asOf }: Facts): Sql {
  const quarters = [1, 2, 3, 4].map((quarter) => quarterColumns(quarter))
  const wrong = quarters.map(
    ({ date, engineer, status }) => sql`${status} is not case
    when ${date} is null then null when ${date} >= ${asOf} then 'Upcoming'
    when ${engineer} is null then 'Overdue' else 'Maintained' end`,
  )
  const among = sql.join(quarters.map(({ status }) => sql`coalesce(${status}, '')`))
  return sql`select no from ppm_equipment where ${sql.join(wrong, ' or ')} or status <> case
    when 'Overdue' in (${among}) then 'Overdue' when 'Upcoming' in (${among}) then 'Upcoming'
    when 'Maintained' in (${among}) then 'Maintained' else 'Upcoming' end`
}

const quarterColumns = (quarter: number) => ({
  date: sql.id(`ppm_q${quarter}_date`),
  engineer: sql.id(`ppm_q${quarter}_engineer`),
  status: sql.id(`ppm_q${quarter}_status`),
})
