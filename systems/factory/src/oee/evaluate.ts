import type { Expression, Operator } from './expression.ts'
import { expressionOf, type Formula, isFormula } from './formulas.ts'

/** Values by the short name of an element or, where it is known itself, of a formula. A missing one is unknown. */
export type Elements = { readonly [name: string]: number | null | undefined }

/**
 * The value of a formula, or null where it is undefined (something divided by nothing) or an element of it is unknown.
 *
 * @example evaluate('availability', { APT: 373, PBT: 420 })
 */
export function evaluate(formula: Formula, known: Elements): number | null {
  const value = valueOf(formula, known)
  return value === null || Number.isNaN(value) ? null : value
}

/** NaN stands for undefined, null for unknown: only the first may count as 0 in a product. */
function valueOf(name: string, known: Elements): number | null {
  const given = Object.hasOwn(known, name) ? known[name] : undefined
  if (given !== undefined) return given
  return isFormula(name) ? compute(expressionOf(name), known) : null
}

function compute(expression: Expression, known: Elements): number | null {
  switch (expression.kind) {
    case 'number':
      return expression.value
    case 'name':
      return valueOf(expression.name, known)
    case 'orZero':
      return zeroWhenUndefined(valueOf(expression.name, known))
    case 'least':
      return both(expression, known, Math.min)
    case 'operation':
      return both(expression, known, operations[expression.operator])
  }
}

const zeroWhenUndefined = (value: number | null): number | null => (Number.isNaN(value) ? 0 : value)

type Pair = { readonly left: Expression; readonly right: Expression }

function both({ left, right }: Pair, known: Elements, operation: (a: number, b: number) => number): number | null {
  const a = compute(left, known)
  const b = compute(right, known)
  return a === null || b === null ? null : operation(a, b)
}

const operations: Readonly<Record<Operator, (a: number, b: number) => number>> = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '/': (a, b) => (b === 0 ? Number.NaN : a / b),
}
