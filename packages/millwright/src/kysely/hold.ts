/** A scope that stays open until it is told how it ends. */
export type Held = {
  readonly keep: () => Promise<void>
  readonly undo: () => Promise<void>
}

type Scope<T> = (work: (inside: T) => Promise<void>) => Promise<void>

/** Turns a scope that runs a callback into one with a beginning and an end, which is what Kysely's drivers are asked for. */
export async function hold<T>(scope: Scope<T>): Promise<{ readonly held: Held; readonly inside: T }> {
  const entered = Promise.withResolvers<T>()
  const ending = Promise.withResolvers<void>()
  const over = scope((inside) => {
    entered.resolve(inside)
    return ending.promise
  })
  over.catch(entered.reject)
  const keep = async (): Promise<void> => {
    ending.resolve()
    await over
  }
  const undo = async (): Promise<void> => {
    ending.reject(undone)
    await over.catch(exceptUndone)
  }
  return { inside: await entered.promise, held: { keep, undo } }
}

const undone = new Error('this scope is undone')

function exceptUndone(error: unknown): void {
  if (error !== undone) throw error
}
