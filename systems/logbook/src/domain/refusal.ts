/** What is wrong with one field of a request. */
export type Detail = { readonly field: string; readonly code: string; readonly message: string }

export type RefusalStatus = 400 | 401 | 403 | 404 | 405 | 409 | 413 | 415 | 421 | 429 | 503

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

/** The refusal of fields that cannot be taken; the first one gives it its code. */
export const refusedFields = (details: readonly Detail[]): Refusal =>
  new Refusal(details.map(({ message }) => message).join('; '), {
    status: 400,
    code: details[0]?.code ?? 'invalid',
    details,
  })

/** As {@link refusedFields}, for one of them. */
export const refusedField = (field: string, code: string, message: string): Refusal =>
  refusedFields([{ field, code, message }])
