import { type Connection, openDatabase, openProject, sql } from 'millwright'

/** A connection with the engine's own reading of scripts. */
export type Opened = { readonly db: Connection; readonly runScript: (script: string) => Promise<void> }

/** Opens a database by its URL, `postgres://…` or `pglite:<folder>`, and makes it where it is not there. @throws CONF104 */
export async function openUrl(url: string): Promise<Opened> {
  const project = await openProject({ url })
  const db = await openDatabase(project, { create: true })
  return {
    db,
    runScript: async (script) => {
      for (const { text } of project.dialect.split(script)) await db.run(sql.raw(text))
    },
  }
}
