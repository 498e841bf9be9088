/** Measures every named function of the sources: half of them must be under nine lines. */
import { lineAt, isNode, readSources, walk, type Node, type SourceFile } from './architecture/syntax.ts'

type Measured = { readonly where: string; readonly lines: number }

const mostLinesOfTheMiddleOne = 8
const folders = ['packages', 'systems', 'tools']

const root = process.argv[2] ?? process.cwd()
const sources = folders
  .flatMap((folder) => readSources(root, folder))
  .filter(({ path }) => !/\/(test|bench)\//.test(path))
const measured = sources.flatMap(measure)
const sorted = measured.toSorted((a, b) => a.lines - b.lines)
const median = quantile(0.5)
console.log(`${sorted.length} functions: median ${median}, p90 ${quantile(0.9)}, longest ${longest()}`)
if (!(median <= mostLinesOfTheMiddleOne)) {
  console.error(`half of the functions must have at most ${mostLinesOfTheMiddleOne} lines; the median is ${median}`)
  process.exitCode = 1
}

function quantile(part: number): number {
  return sorted[Math.floor((sorted.length - 1) * part)]?.lines ?? Number.NaN
}

function longest(): string {
  const last = sorted.at(-1)
  return last === undefined ? 'none' : `${last.lines} (${last.where})`
}

function measure({ path, text, tree }: SourceFile): Measured[] {
  const named = [...walk(tree)].filter(isNamedFunction)
  return named.map(({ start, end }) => {
    const line = lineAt(text, start)
    return { where: `${path}:${line}`, lines: lineAt(text, end) - line + 1 }
  })
}

function isNamedFunction({ type, value, init, body }: Node): boolean {
  if (type === 'FunctionDeclaration') return isNode(body)
  if (type === 'VariableDeclarator') return isFunction(init)
  return (type === 'MethodDefinition' || type === 'PropertyDefinition' || type === 'Property') && isFunction(value)
}

function isFunction(node: unknown): boolean {
  if (!isNode(node) || !isNode(node.body)) return false
  return node.type === 'ArrowFunctionExpression' || node.type === 'FunctionExpression'
}
