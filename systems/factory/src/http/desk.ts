import { type Connection, openDatabase, type Project } from 'millwright'

/** What routes work with. */
export type Desk = {
  readonly db: Connection
  readonly now: () => Date
  /** Where the artefacts of moves are, one folder for each run; none when nobody said. */
  readonly artefacts: string | undefined
  readonly close: () => Promise<void>
}

type DeskOptions = { readonly artefacts?: string | undefined; readonly now?: () => Date }

/** Opens a factory to look at it; nothing of it can be changed from here. @throws the engine's problems */
export async function openDesk(
  project: Project,
  { artefacts, now = () => new Date() }: DeskOptions = {},
): Promise<Desk> {
  const db = await openDatabase(project, { readOnly: true })
  return { db, now, artefacts, close: () => db.close() }
}
