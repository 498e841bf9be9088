/** What is wrong with one field of a request. */
export type Detail = { readonly field: string; readonly code: string; readonly message: string }

/** The statuses with which a request can be answered with no. */
export type RefusalStatus = 400 | 401 | 403 | 404 | 405 | 409 | 410 | 412 | 413 | 415 | 421 | 422 | 429 | 503

/** What a refusal says beside its sentence. */
export type RefusalFacts = {
  readonly status: RefusalStatus
  readonly code: string
  readonly details?: readonly Detail[]
  /** Headers of the answer, such as Retry-After. */
  readonly headers?: Readonly<Record<string, string>>
}

/**
 * A request that is answered with no. Nothing was changed.
 *
 * @example throw new Refusal('There is no such part', { status: 404, code: 'no_such_part' })
 */
export class Refusal extends Error {
  readonly status: RefusalStatus
  readonly code: string
  readonly details: readonly Detail[]
  readonly headers: Readonly<Record<string, string>>

  constructor(message: string, { status, code, details = [], headers = {} }: RefusalFacts) {
    super(message)
    this.name = 'Refusal'
    this.status = status
    this.code = code
    this.details = details
    this.headers = headers
  }
}

/**
 * The refusal of fields that cannot be taken; the first one gives it its code.
 *
 * @example throw refusedFields([{ field: 'name', code: 'too_long', message: 'name: at most 255 letters' }])
 */
export const refusedFields = (details: readonly Detail[], status: 400 | 422 = 400): Refusal =>
  new Refusal(details.map(({ message }) => message).join('; '), {
    status,
    code: details[0]?.code ?? 'invalid',
    details,
  })

/** As {@link refusedFields}, for one of them. */
export const refusedField = (field: string, code: string, message: string): Refusal =>
  refusedFields([{ field, code, message }])
