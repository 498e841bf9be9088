import { openProject, type Project, type ProjectFlags } from '../actions/project.ts'
import { type Application, applicationIn, type ApplicationPlace } from './application.ts'
import { GuestHouse } from './guest-house.ts'
import { noSuchEnvironment, twoEnvironments } from './problems.ts'

/** One database that the server shows, under the name that stands in its addresses. */
export type Environment = {
  readonly id: string
  readonly label: string
  readonly project: Project
  /** What the command line is given to find the same project, and where it is typed. */
  readonly words: readonly string[]
  readonly cwd: string
  /** The application that works on the database, where there is one. */
  readonly house: GuestHouse | undefined
}

/** Environments as they are named on the command line: a name, and where the project is. */
export type Named = {
  readonly id: string
  readonly flags: ProjectFlags
  /** Its application; the one of the configuration unless said. */
  readonly application?: Application
}

type Around = Omit<ApplicationPlace, 'project'>

/** Opens the projects. Nothing of their databases is touched yet. @throws CONF1xx, HTTP103, HTTP104, HTTP106 */
export async function openEnvironments(named: readonly Named[], around: Around): Promise<readonly Environment[]> {
  const ids = named.map(({ id }) => id)
  const [twice] = ids.filter((id, at) => ids.indexOf(id) !== at)
  if (twice !== undefined) throw twoEnvironments(twice)
  return Promise.all(named.map((one) => open(one, around)))
}

async function open({ id, flags, application }: Named, around: Around): Promise<Environment> {
  if (!/^[a-z0-9][a-z0-9-]{0,39}$/.test(id)) throw noSuchEnvironment(id)
  const project = await openProject(flags)
  const guest = application ?? (await applicationIn(project))
  const house = guest === undefined ? undefined : new GuestHouse(guest, { ...around, project })
  const label = project.config.label ?? id
  return { id, label, project, words: wordsOf(flags), cwd: flags.cwd ?? process.cwd(), house }
}

const wordsOf = ({ config, url, migrations, params = {} }: ProjectFlags): readonly string[] => [
  ...(config === undefined ? [] : [`--config=${config}`]),
  ...(url === undefined ? [] : [`--url=${url}`]),
  ...(migrations === undefined ? [] : [`--migrations=${migrations}`]),
  ...Object.entries(params).map(([name, value]) => `--param=${name}=${value}`),
]
