/** A formula as a tree, so that one text of it can be computed here and by a database. */
export type Expression =
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'operation'; readonly operator: Operator; readonly left: Expression; readonly right: Expression }
  | { readonly kind: 'least'; readonly left: Expression; readonly right: Expression }
  /** A name followed by `?`: 0 where its division is undefined, which is not the same as unknown. */
  | { readonly kind: 'orZero'; readonly name: string }

export type Operator = '+' | '-' | '*' | '/'

/**
 * Reads names, numbers, the four operators, parentheses, `min(a, b)` and `name?`. Operators of one rank go from left to right.
 *
 * @throws SyntaxError when the text is no such formula
 * @example parseExpression('PRI * PQ / APT')
 */
export function parseExpression(text: string): Expression {
  const reader = readerOf(text)
  const expression = sum(reader)
  const rest = reader.peek()
  if (rest !== undefined) throw new SyntaxError(`"${rest}" is left over in "${text}".`)
  return expression
}

type Reader = { peek(): string | undefined; next(): string; readonly text: string }

function readerOf(text: string): Reader {
  const tokens = text.match(/[A-Za-z]\w*|\d+(?:\.\d+)?|\S/g) ?? []
  let at = 0
  return { text, peek: () => tokens[at], next: () => tokens[at++] ?? '' }
}

const sum = (reader: Reader): Expression => chain(reader, ['+', '-'], product)

const product = (reader: Reader): Expression => chain(reader, ['*', '/'], operand)

function chain(reader: Reader, operators: readonly string[], part: (reader: Reader) => Expression): Expression {
  let left = part(reader)
  while (operators.includes(reader.peek() ?? '')) {
    left = { kind: 'operation', operator: reader.next() as Operator, left, right: part(reader) }
  }
  return left
}

function operand(reader: Reader): Expression {
  const token = reader.next()
  if (token === '(') return closed(reader, sum(reader))
  if (/^\d/.test(token)) return { kind: 'number', value: Number(token) }
  if (!/^[A-Za-z]/.test(token)) throw new SyntaxError(`"${token}" stands where a value must in "${reader.text}".`)
  if (token === 'min' && reader.peek() === '(') return least(reader)
  if (reader.peek() !== '?') return { kind: 'name', name: token }
  reader.next()
  return { kind: 'orZero', name: token }
}

function least(reader: Reader): Expression {
  reader.next()
  const left = sum(reader)
  expectToken(reader, ',')
  return closed(reader, { kind: 'least', left, right: sum(reader) })
}

function closed(reader: Reader, expression: Expression): Expression {
  expectToken(reader, ')')
  return expression
}

function expectToken(reader: Reader, token: string): void {
  if (reader.next() !== token) throw new SyntaxError(`"${token}" is missing in "${reader.text}".`)
}
