import type { Project } from 'millwright'
import type { Database } from '../database/open.ts'

type Take = Project['dialect']['snapshots']['take']

/**
 * The project with snapshots that begin between two pieces of the application's own work: a copy that met a transaction of
 * this very process would wait for something that waits for it. The rest of a snapshot disturbs nobody.
 */
export function gated(project: Project, db: Database): Project {
  const { dialect } = project
  const take: Take = (from, to, look) =>
    new Promise((resolve, reject) => {
      const copied = (): Promise<void> =>
        new Promise((release) => {
          const looked = dialect.snapshots.take(from, to, (state) => {
            release()
            return look(state)
          })
          looked.then(resolve, reject).finally(release)
        })
      db.read(copied).catch(reject)
    })
  return { ...project, dialect: { ...dialect, snapshots: { ...dialect.snapshots, take } } }
}
