const turns = new Map<string, Promise<unknown>>()

/** Work on the backups of one database, one piece after the other. */
export function inTurn<T>(url: string, work: () => Promise<T>): Promise<T> {
  const result = (turns.get(url) ?? Promise.resolve()).then(work)
  turns.set(
    url,
    result.catch(() => undefined),
  )
  return result
}
