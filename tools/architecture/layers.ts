/** Who may import whom. The order of the folders is the architecture; everything else follows from it. */
import type { Import } from './imports.ts'

/** From the bottom up. A file imports from lower lines and from its own folder; neighbours on one line do not meet. */
const layers: readonly (readonly string[])[] = [
  ['kernel'],
  ['schema'],
  ['dialects', 'sources', 'kysely'],
  ['diff'],
  ['ledger', 'backup', 'checks'],
  ['steps'],
  ['history'],
  ['plan'],
  ['run', 'report'],
  ['actions'],
  ['http'],
  ['cli'],
  ['view'],
]

const engine = 'packages/millwright/src/'
const publicNames: readonly string[] = [
  'millwright',
  'millwright/testing',
  'millwright/kysely',
  'millwright/view',
  'millwright/http',
]

/** The reason why an import is not allowed, or nothing. */
export function breachOf(found: Import): string | undefined {
  if (found.from.startsWith(engine)) return engineBreach(found)
  return found.from.startsWith('systems/') ? systemBreach(found) : undefined
}

function engineBreach({ from, to, isRelative }: Import): string | undefined {
  if (!isRelative) return publicNames.includes(to) ? 'the engine does not import itself by name' : undefined
  if (!to.startsWith(engine)) return 'the engine imports nothing outside its own src'
  const source = from.slice(engine.length)
  const target = to.slice(engine.length)
  if (source.startsWith('testing/')) return undefined
  return concreteBreach(source, target) ?? orderBreach(source, target)
}

function concreteBreach(source: string, target: string): string | undefined {
  const concrete = concreteDialect(target)
  if (concrete === undefined || source.startsWith('actions/') || concreteDialect(source) !== undefined) return undefined
  return `only actions know a concrete dialect; ask the port (dialects/*.ts) instead of dialects/${concrete}`
}

const concreteDialect = (path: string): string | undefined => /^dialects\/([^/]+)\//.exec(path)?.[1]

function orderBreach(source: string, target: string): string | undefined {
  const [mine, theirs] = [folderOf(source), folderOf(target)]
  if (mine === theirs && mine !== 'index.ts') return undefined
  const [above, below] = [heightOf(mine), heightOf(theirs)]
  if (above === undefined) return `${mine} has no place in the order of layers`
  if (below === undefined) return `${theirs} has no place in the order of layers`
  if (below < above) return undefined
  return `${mine} must not import ${theirs}: ${below === above ? 'they are neighbours' : 'it lies above'}`
}

const folderOf = (path: string): string => path.split('/')[0] ?? path

/** The public door stands above every folder but `testing`, which nothing in the engine imports. */
function heightOf(folder: string): number | undefined {
  if (folder === 'index.ts') return layers.length
  if (folder === 'testing') return layers.length + 1
  const height = layers.findIndex((line) => line.includes(folder))
  return height === -1 ? undefined : height
}

function systemBreach({ from, to, isRelative }: Import): string | undefined {
  const home = from.split('/').slice(0, 2).join('/')
  if (isRelative) return to.startsWith(`${home}/`) ? undefined : 'a system imports nothing outside its own folder'
  if (!to.startsWith('millwright')) return undefined
  return publicNames.includes(to) ? undefined : `a system imports only ${publicNames.join(' and ')}`
}
