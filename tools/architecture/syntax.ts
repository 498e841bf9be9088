/** Reads TypeScript files as syntax trees; the one place that knows the parser. */
import { readdirSync, readFileSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import { parseSync } from 'rolldown/utils'

export type Node = { readonly type: string; readonly start: number; readonly end: number } & Readonly<
  Record<string, unknown>
>

export type SourceFile = { readonly path: string; readonly text: string; readonly tree: Node }

const skipped = new Set(['node_modules', 'dist', 'canaries', '.git', '.cache'])

/** Every TypeScript file below `folder`, with paths relative to `root` and written with forward slashes. */
export function readSources(root: string, folder: string): SourceFile[] {
  return listFiles(join(root, folder)).map((file) => {
    const text = readFileSync(file, 'utf8')
    return { path: relative(root, file).split(sep).join('/'), text, tree: parse(file, text) }
  })
}

function listFiles(folder: string): string[] {
  return entriesOf(folder).flatMap((entry) => {
    if (entry.isDirectory()) return skipped.has(entry.name) ? [] : listFiles(join(folder, entry.name))
    return /\.tsx?$/.test(entry.name) ? [join(folder, entry.name)] : []
  })
}

function entriesOf(folder: string): ReturnType<typeof readDirectory> {
  try {
    return readDirectory(folder)
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return []
    throw error
  }
}

const readDirectory = (folder: string) => readdirSync(folder, { withFileTypes: true })

function parse(file: string, text: string): Node {
  const { program, errors } = parseSync(file, text)
  if (errors.length > 0) throw new Error(`${file} cannot be parsed: ${errors[0]?.message ?? ''}`)
  return program as unknown as Node
}

/** Visits every node below `node`, parents first. */
export function* walk(node: Node): Generator<Node> {
  yield node
  for (const value of Object.values(node)) {
    for (const child of listNodes(Array.isArray(value) ? value : [value])) yield* walk(child)
  }
}

export const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string'

export const listNodes = (value: unknown): Node[] => (Array.isArray(value) ? value.filter(isNode) : [])

/** The text of a string literal or of a template without holes. */
export function textOf(node: unknown): string | undefined {
  if (!isNode(node)) return undefined
  if (node.type === 'Literal') return typeof node.value === 'string' ? node.value : undefined
  return node.type === 'TemplateLiteral' ? plainTemplate(node) : undefined
}

function plainTemplate({ quasis }: Node): string | undefined {
  const parts = Array.isArray(quasis) ? quasis : []
  const value: unknown = parts.length === 1 && isNode(parts[0]) ? parts[0].value : undefined
  return typeof value === 'object' && value !== null && 'cooked' in value ? String(value.cooked) : undefined
}

export const lineAt = (text: string, offset: number): number => text.slice(0, offset).split('\n').length
