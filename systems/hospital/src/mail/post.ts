import type { Queries } from 'millwright'
import type { Act } from '../audit/record.ts'
import type { MailServer } from './server.ts'

/** What it takes to send something and to remember it. Nothing is sent while a transaction is open. */
export type Post = {
  readonly server: MailServer | undefined
  readonly read: <T>(work: (db: Queries) => Promise<T>) => Promise<T>
  readonly write: <T>(work: (db: Queries, act: Act) => Promise<T>) => Promise<T>
}
