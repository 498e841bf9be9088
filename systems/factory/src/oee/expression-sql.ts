import { sql, type Sql } from 'millwright'
import type { Expression, Operator } from './expression.ts'
import { expressionOf, type Formula, isFormula } from './formulas.ts'

/** The columns, or expressions of columns, that hold what a formula is made of; all of type double precision. */
export type Columns = Readonly<Record<string, Sql>>

/** A formula as an expression of PostgreSQL: null where it is undefined, as {@link evaluate} says it. */
export function formulaSql(formula: Formula, columns: Columns): Sql {
  return valueSql(formula, columns)
}

function valueSql(name: string, columns: Columns): Sql {
  const column = Object.hasOwn(columns, name) ? columns[name] : undefined
  if (column !== undefined) return column
  if (!isFormula(name)) throw new RangeError(`No column holds ${name}.`)
  return sql`(${render(expressionOf(name), columns)})`
}

function render(expression: Expression, columns: Columns): Sql {
  switch (expression.kind) {
    case 'number':
      return sql.raw(`${expression.value}::double precision`)
    case 'name':
      return valueSql(expression.name, columns)
    case 'orZero':
      return zeroWhenUndefined(expression.name, columns)
    case 'least':
      return lesser(render(expression.left, columns), render(expression.right, columns))
    case 'operation':
      return operations[expression.operator](render(expression.left, columns), render(expression.right, columns))
  }
}

const operations: Readonly<Record<Operator, (left: Sql, right: Sql) => Sql>> = {
  '+': (left, right) => sql`(${left} + ${right})`,
  '-': (left, right) => sql`(${left} - ${right})`,
  '*': (left, right) => sql`(${left} * ${right})`,
  '/': (left, right) => sql`(${left} / nullif(${right}, 0))`,
}

/** PostgreSQL's own `least` passes over what is unknown. https://www.postgresql.org/docs/current/functions-conditional.html */
const lesser = (left: Sql, right: Sql): Sql =>
  sql`case when ${left} < ${right} then ${left} when ${left} >= ${right} then ${right} end`

/** A quotient by nothing is 0 here, while one that is unknown stays unknown. */
function zeroWhenUndefined(name: string, columns: Columns): Sql {
  const tree = isFormula(name) ? expressionOf(name) : undefined
  if (tree?.kind !== 'operation' || tree.operator !== '/') return valueSql(name, columns)
  const [left, right] = [render(tree.left, columns), render(tree.right, columns)]
  return sql`case when ${left} is not null and ${right} = 0 then 0 else ${left} / nullif(${right}, 0) end`
}
