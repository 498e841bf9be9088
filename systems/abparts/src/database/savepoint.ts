import type { Session } from './database.ts'

/** Work in a savepoint, for sessions that have only statements. */
export async function inSavepoint<T>({ exec }: Pick<Session, 'exec'>, work: () => Promise<T>): Promise<T> {
  await exec('savepoint tried')
  try {
    return await work()
  } catch (error) {
    await exec('rollback to savepoint tried')
    throw error
  } finally {
    await exec('release savepoint tried')
  }
}

/** What a reading transaction begins with. */
export const oneStateOnly = 'set transaction isolation level repeatable read, read only'
