import { type Connection, openDatabase, openProject } from 'millwright'

/** What routes work with. */
export type Desk = {
  readonly db: Connection
  readonly now: () => Date
  /** Where the artefacts of moves are, one folder for each run; none when nobody said. */
  readonly artefacts: string | undefined
  readonly close: () => Promise<void>
}

/** Opens a factory to look at it; nothing of it can be changed from here. @throws the engine's problems */
export async function openDesk(
  url: string,
  { artefacts, now = () => new Date() }: { readonly artefacts?: string | undefined; readonly now?: () => Date } = {},
): Promise<Desk> {
  const db = await openDatabase(await openProject({ url }), { readOnly: true })
  return { db, now, artefacts, close: () => db.close() }
}
