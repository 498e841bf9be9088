import type { ProblemText } from 'millwright/view'

/** Why the server said no, in the words that it said. */
export class Refused extends Error {
  readonly status: number
  readonly code: string
  readonly problem: ProblemText | undefined
  /** What is wrong, field by field, where a form was sent. */
  readonly details: unknown

  constructor(status: number, body: { error?: string; code?: string; problem?: ProblemText; details?: unknown }) {
    super(body.error ?? `The server answered ${status}`)
    this.status = status
    this.code = body.code ?? String(status)
    this.problem = body.problem
    this.details = body.details
  }
}

/** Reads a document. @throws Refused */
export const read = <T>(path: string, signal?: AbortSignal): Promise<T> =>
  ask<T>(path, signal === undefined ? {} : { signal })

export type SendMethod = 'POST' | 'PUT' | 'PATCH' | 'DELETE'

/** Asks for something to be done. @throws Refused */
export const send = <T>(path: string, body: unknown, method: SendMethod = 'POST'): Promise<T> =>
  ask<T>(path, {
    method,
    ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { 'Content-Type': 'application/json' } }),
  })

async function ask<T>(path: string, init: RequestInit): Promise<T> {
  const answer = await fetch(`/api${path}`, { ...init, redirect: 'error' })
  if (answer.status === 204) return undefined as T
  if (answer.ok) return (await answer.json()) as T
  throw new Refused(answer.status, (await answer.json().catch(() => ({}))) as object)
}
