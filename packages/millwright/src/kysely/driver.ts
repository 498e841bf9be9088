import type { Driver } from 'kysely'
import type { Queries } from '../kernel/connection.ts'
import { Session } from './session.ts'

/** Kysely's driver over one session; Kysely itself lets one user at a time have it. */
export function driverOver(db: Queries): Driver {
  const session = new Session(db)
  return {
    init: async () => {},
    acquireConnection: async () => session,
    beginTransaction: (_, settings) => session.begin(settings),
    commitTransaction: () => session.commit(),
    rollbackTransaction: () => session.rollback(),
    savepoint: (_, name) => session.savepoint(name),
    rollbackToSavepoint: (_, name) => session.rollbackTo(name),
    releaseSavepoint: (_, name) => session.release(name),
    releaseConnection: async () => {},
    destroy: async () => {},
  }
}
