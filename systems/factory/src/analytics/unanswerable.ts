/** A question that has no answer as it was asked: what is wrong with it, where, and under which status it is refused. */
export class Unanswerable extends Error {
  readonly status: 400 | 404 | 422
  readonly code: string
  readonly field: string

  constructor(
    status: 400 | 404 | 422,
    about: { readonly code: string; readonly field: string; readonly message: string },
  ) {
    super(about.message)
    this.name = 'Unanswerable'
    this.status = status
    this.code = about.code
    this.field = about.field
  }
}

/** What was asked for is not there. */
export const noSuch = (what: string, id: string, field = 'id'): Unanswerable =>
  new Unanswerable(404, { code: 'not_found', field, message: `There is no ${what} with the id ${id}` })

/** A parameter that says nothing that is understood. */
export const notUnderstood = (field: string, message: string): Unanswerable =>
  new Unanswerable(400, { code: 'bad_parameter', field, message })
