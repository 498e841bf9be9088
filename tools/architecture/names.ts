/** Finds conditions that ask a database for its name, where its abilities should be asked. */
import { isNode, lineAt, textOf, walk, type Node, type SourceFile } from './syntax.ts'

const databases = /^(sqlite|postgres|postgresql|pglite|mysql|mariadb)\b/i
const comparisons = new Set(['===', '!==', '==', '!='])
const questions = new Set(['startsWith', 'endsWith', 'includes', 'has', 'indexOf'])

/** The lines of conditions that name a database, in a file where none may. */
export function namedDatabases({ tree, text }: SourceFile): { readonly line: number; readonly name: string }[] {
  return [...walk(tree)].flatMap((node) => {
    const name = askedNames(node).find((word) => databases.test(word))
    return name === undefined ? [] : [{ line: lineAt(text, node.start), name }]
  })
}

function askedNames(node: Node): string[] {
  switch (node.type) {
    case 'BinaryExpression':
      return comparisons.has(String(node.operator)) ? texts([node.left, node.right]) : []
    case 'SwitchCase':
      return texts([node.test])
    case 'CallExpression':
      return asksByMethod(node) ? texts(listOf(node.arguments).concat(receiver(node))) : []
    default:
      return []
  }
}

const texts = (nodes: readonly unknown[]): string[] => nodes.map(textOf).filter((text) => text !== undefined)

function asksByMethod({ callee }: Node): boolean {
  const property = isNode(callee) && callee.type === 'MemberExpression' ? callee.property : undefined
  return isNode(property) && questions.has(String(property.name))
}

/** `['sqlite', 'pglite'].includes(name)` names its databases in the list before the dot. */
function receiver({ callee }: Node): unknown[] {
  const object = isNode(callee) ? callee.object : undefined
  return isNode(object) && object.type === 'ArrayExpression' ? listOf(object.elements) : []
}

const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : [])
