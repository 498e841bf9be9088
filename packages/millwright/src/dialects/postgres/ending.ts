import type { Connection } from '../../kernel/connection.ts'

/** The same connection, with something to do when it is closed; closing it again does nothing. */
export function endingWith(db: Connection, end: () => Promise<void>): Connection {
  const close = db.close.bind(db)
  let closing: Promise<void> | undefined
  db.close = () => (closing ??= close().then(end))
  return db
}
