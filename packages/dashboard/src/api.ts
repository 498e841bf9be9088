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

/** A document with the version of it that was read. */
export type Versioned<T> = { readonly document: T; readonly version: string }

/** Reads a document that somebody may mean to change. @throws Refused */
export async function readVersion<T>(path: string, signal?: AbortSignal): Promise<Versioned<T>> {
  const answer = await answered(path, signal === undefined ? {} : { signal })
  return { document: (await answer.json()) as T, version: answer.headers.get('etag') ?? '' }
}

export type SendMethod = 'POST' | 'PUT' | 'PATCH' | 'DELETE'

/** What to do, and to which version of a document alone: another one answers with 412. */
export type Sending = SendMethod | { readonly method: SendMethod; readonly version: string }

/** Asks for something to be done. @throws Refused */
export function send<T>(path: string, body: unknown, sending: Sending = 'POST'): Promise<T> {
  const { method, version } = typeof sending === 'string' ? { method: sending, version: undefined } : sending
  const headers = {
    'Content-Type': 'application/json', // also where nothing is sent along: the server takes no form of another site
    ...(version === undefined ? {} : { 'If-Match': version }),
  }
  return ask<T>(path, { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) })
}

async function ask<T>(path: string, init: RequestInit): Promise<T> {
  const answer = await answered(path, init)
  return answer.status === 204 ? (undefined as T) : ((await answer.json()) as T)
}

async function answered(path: string, init: RequestInit): Promise<Response> {
  const answer = await fetch(`/api${path}`, { ...init, redirect: 'error' })
  if (answer.ok) return answer
  throw new Refused(answer.status, (await answer.json().catch(() => ({}))) as object)
}
