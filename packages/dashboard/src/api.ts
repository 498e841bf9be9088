import type { ProblemText } from 'millwright/view'

/** Why the server said no, in the words that it said. */
export class Refused extends Error {
  readonly status: number
  readonly code: string
  readonly problem: ProblemText | undefined

  constructor(status: number, body: { error?: string; code?: string; problem?: ProblemText }) {
    super(body.error ?? `The server answered ${status}`)
    this.status = status
    this.code = body.code ?? String(status)
    this.problem = body.problem
  }
}

/** Reads a document. @throws Refused */
export const read = <T>(path: string, signal?: AbortSignal): Promise<T> =>
  ask<T>(path, signal === undefined ? {} : { signal })

/** Asks for something to be done. @throws Refused */
export const send = <T>(path: string, body: unknown, method: 'POST' | 'DELETE' = 'POST'): Promise<T> =>
  ask<T>(path, { method, body: JSON.stringify(body), headers: { 'Content-Type': 'application/json' } })

async function ask<T>(path: string, init: RequestInit): Promise<T> {
  const answer = await fetch(`/api${path}`, { ...init, redirect: 'error' })
  if (answer.status === 204) return undefined as T
  if (answer.ok) return (await answer.json()) as T
  throw new Refused(answer.status, (await answer.json().catch(() => ({}))) as object)
}
