import type { ColumnDef, Constraint, FuncCall, Node, TypeName } from 'libpg-query'
import { type Danger, dangers } from './danger.ts'

const constraintsOf = ({ constraints = [] }: ColumnDef): readonly Constraint[] =>
  constraints.flatMap((node) => ('Constraint' in node ? [node.Constraint] : []))

/** The last part of a type's name, as the parser gives it: `int4`, `varchar`. */
const typeOf = (type: TypeName | undefined): string => {
  const last = type?.names?.at(-1)
  return last !== undefined && 'String' in last ? (last.String.sval ?? '') : ''
}

const serials = new Set(['serial', 'serial4', 'smallserial', 'serial2', 'bigserial', 'serial8'])

const isSerial = ({ typeName }: ColumnDef): boolean => serials.has(typeOf(typeName))

const habitOf: Readonly<Record<string, Danger>> = {
  bpchar: dangers.charType,
  timestamp: dangers.bareTimestamp,
  json: dangers.json,
}

const small = new Set(['int4', 'int2', 'serial', 'serial4', 'smallserial', 'serial2'])

/** What is said of the type of any new column. */
export function habits(column: ColumnDef): readonly Danger[] {
  const type = typeOf(column.typeName)
  const hasLength = type === 'varchar' && (column.typeName?.typmods ?? []).length > 0
  const isSmallKey = small.has(type) && has(column, 'CONSTR_PRIMARY')
  return [
    ...(isSerial(column) ? [dangers.serial] : []),
    ...(hasLength ? [dangers.varchar] : []),
    ...(isSmallKey ? [dangers.smallKey] : []),
    ...(habitOf[type] === undefined ? [] : [habitOf[type]]),
  ]
}

const has = (column: ColumnDef, contype: Constraint['contype']): boolean =>
  constraintsOf(column).some((each) => each.contype === contype)

/** What it does to a table with rows to get the column. */
export function addingDangers(column: ColumnDef): readonly Danger[] {
  const constraints = constraintsOf(column)
  const standard = constraints.find(({ contype }) => contype === 'CONSTR_DEFAULT')?.raw_expr
  return [
    ...habits(column),
    ...(isCounted(column) ? [dangers.rewrite] : []),
    ...(constraints.some(isStored) ? [dangers.computed] : []),
    ...(standard !== undefined && isVolatile(standard) ? [dangers.volatileDefault] : []),
    ...(standard === undefined && isRequired(column) ? [dangers.requiredColumn] : []),
    ...constraints.flatMap(({ contype }) => inline[contype ?? ''] ?? []),
  ]
}

const isCounted = (column: ColumnDef): boolean => isSerial(column) || has(column, 'CONSTR_IDENTITY')

const isRequired = (column: ColumnDef): boolean =>
  has(column, 'CONSTR_NOTNULL') && !isCounted(column) && !has(column, 'CONSTR_GENERATED')

const isStored = ({ contype, generated_kind: kind }: Constraint): boolean =>
  contype === 'CONSTR_GENERATED' && kind !== 'v'

/** A column's own constraints cannot be added without proof. */
const inline: Readonly<Record<string, Danger>> = {
  CONSTR_PRIMARY: dangers.uniqueConstraint,
  CONSTR_UNIQUE: dangers.uniqueConstraint,
  CONSTR_FOREIGN: dangers.provenReference,
  CONSTR_CHECK: dangers.provenCheck,
}

// Functions of the standard library that give another value for every row; what is not known here is taken for one that does.
const stable = new Set([
  'now',
  'current_date',
  'transaction_timestamp',
  'statement_timestamp',
  'current_setting',
  'to_char',
  'date_trunc',
  'lower',
  'upper',
  'coalesce',
  'concat',
  'md5',
  'array',
  'jsonb_build_object',
  'jsonb_build_array',
  'make_interval',
  'to_jsonb',
])

/** Whether an expression calls anything that may give another value for every row. */
function isVolatile(expression: Node): boolean {
  if ('FuncCall' in expression) return callsVolatile(expression.FuncCall)
  const inner = 'A_Expr' in expression ? [expression.A_Expr.lexpr, expression.A_Expr.rexpr] : [argumentOf(expression)]
  return inner.some((each) => each !== undefined && isVolatile(each))
}

const argumentOf = (expression: Node): Node | undefined =>
  'TypeCast' in expression ? expression.TypeCast.arg : undefined

function callsVolatile({ funcname = [], args = [] }: FuncCall): boolean {
  const last = funcname.at(-1)
  const name = last !== undefined && 'String' in last ? (last.String.sval ?? '') : ''
  return !stable.has(name) || args.some(isVolatile)
}
