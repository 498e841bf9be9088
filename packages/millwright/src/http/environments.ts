import { openProject, type Project, type ProjectFlags } from '../actions/project.ts'
import { noSuchEnvironment, twoEnvironments } from './problems.ts'

/** One database that the server shows, under the name that stands in its addresses. */
export type Environment = {
  readonly id: string
  readonly label: string
  readonly project: Project
  /** What the command line is given to find the same project, and where it is typed. */
  readonly words: readonly string[]
  readonly cwd: string
}

/** Environments as they are named on the command line: a name, and where the project is. */
export type Named = { readonly id: string; readonly flags: ProjectFlags }

/** Opens the projects. Nothing of their databases is touched yet. @throws CONF1xx, HTTP103, HTTP104 */
export async function openEnvironments(named: readonly Named[]): Promise<readonly Environment[]> {
  const ids = named.map(({ id }) => id)
  const [twice] = ids.filter((id, at) => ids.indexOf(id) !== at)
  if (twice !== undefined) throw twoEnvironments(twice)
  return Promise.all(named.map(open))
}

async function open({ id, flags }: Named): Promise<Environment> {
  if (!/^[a-z0-9][a-z0-9-]{0,39}$/.test(id)) throw noSuchEnvironment(id)
  const project = await openProject(flags)
  return { id, label: project.config.label ?? id, project, words: wordsOf(flags), cwd: flags.cwd ?? process.cwd() }
}

const wordsOf = ({ config, url, migrations, params = {} }: ProjectFlags): readonly string[] => [
  ...(config === undefined ? [] : [`--config=${config}`]),
  ...(url === undefined ? [] : [`--url=${url}`]),
  ...(migrations === undefined ? [] : [`--migrations=${migrations}`]),
  ...Object.entries(params).map(([name, value]) => `--param=${name}=${value}`),
]
