/** What is wrong with one field of a request. */
export type Detail = { readonly field: string; readonly code: string; readonly message: string }

export type RefusalStatus = 400 | 401 | 403 | 404 | 405 | 409 | 412 | 413 | 415 | 421 | 429 | 503

type About = {
  readonly status: RefusalStatus
  readonly code: string
  readonly details?: readonly Detail[]
  /** Headers of the answer, such as Retry-After. */
  readonly headers?: Readonly<Record<string, string>>
}

/** A request that is answered with no. Nothing was changed. */
export class Refusal extends Error {
  readonly status: RefusalStatus
  readonly code: string
  readonly details: readonly Detail[]
  readonly headers: Readonly<Record<string, string>>

  constructor(message: string, { status, code, details = [], headers = {} }: About) {
    super(message)
    this.name = 'Refusal'
    this.status = status
    this.code = code
    this.details = details
    this.headers = headers
  }
}
