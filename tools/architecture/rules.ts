/** The whole architecture as one question: which lines of this checkout break it? */
import { importsOf } from './imports.ts'
import { breachOf } from './layers.ts'
import { namedDatabases } from './names.ts'
import { findRings } from './rings.ts'
import { listNodes, readSources, type SourceFile } from './syntax.ts'

export type Verdict = { readonly files: number; readonly imports: number; readonly breaches: readonly string[] }

const engine = 'packages/millwright/src/'

/** Judges the engine's sources and the systems below `root`. */
export function judgeArchitecture(root: string): Verdict {
  const sources = [...readSources(root, 'packages/millwright/src'), ...readSources(root, 'systems')]
  const imports = sources.flatMap(importsOf)
  const breaches = [
    ...imports.flatMap((found) => at(found.from, found.line, breachOf(found))),
    ...findRings(imports).map((ring) => `${ring[0] ?? ''}: ring of imports: ${[...ring, ring[0]].join(' → ')}`),
    ...sources.flatMap(doorBreaches),
    ...sources.flatMap(nameBreaches),
  ]
  return { files: sources.length, imports: imports.length, breaches }
}

const at = (path: string, line: number, reason: string | undefined): string[] =>
  reason === undefined ? [] : [`${path}:${line}: ${reason}`]

/** The public door only re-exports. */
function doorBreaches({ path, tree }: SourceFile): string[] {
  if (path !== `${engine}index.ts`) return []
  const others = listNodes(tree.body).filter(({ type, source }) => !(type.startsWith('Export') && source != null))
  return others.map(({ type }) => `${path}: index.ts only re-exports, and this is a ${type}`)
}

function nameBreaches(file: SourceFile): string[] {
  const local = file.path.startsWith(engine) ? file.path.slice(engine.length) : undefined
  if (local === undefined || /^(dialects\/[^/]+|testing)\//.test(local)) return []
  return namedDatabases(file).map(({ line, name }) => `${file.path}:${line}: ask for an ability, not for "${name}"`)
}
