import { Refusal } from '../domain/refusal.ts'

export const notUtf8 = (): Refusal =>
  new Refusal('The file is not UTF-8. Save it as "CSV UTF-8" and send it again.', { status: 400, code: 'not_utf8' })
