import { defineProblem } from 'millwright'
import { Refusal } from 'millwright/http'

const untouched = 'The database is as it was. Nothing is served and no mail was sent.'

export const mailSettingMissing = defineProblem('HOSP501', 4, (name: string) => ({
  what: `The environment names a mail server, and ${name} is not set.`,
  state: untouched,
  next: `Set ${name}, or unset HOSPITAL_SMTP_HOST to go without mail; then start again.`,
}))

/** The value is not shown: it may be a password in the wrong place. */
export const mailSettingWrong = defineProblem('HOSP502', 4, (name: string, allowed: string) => ({
  what: `${name} in the environment is not ${allowed}.`,
  state: untouched,
  next: `Set ${name} to ${allowed}; then start again.`,
}))

export const mailNotConfigured = (): Refusal =>
  new Refusal(
    'No mail server is configured. Start the server with HOSPITAL_SMTP_HOST and HOSPITAL_SMTP_FROM in its environment',
    { status: 503, code: 'mail_not_configured' },
  )

export const noRecipient = (): Refusal =>
  new Refusal('Nobody is set to receive mail: POST /api/settings with {"recipient_email": …}', {
    status: 409,
    code: 'recipient_missing',
  })

/** @param words what the network or the server called it, such as `ECONNREFUSED` or `EENVELOPE 550` */
export const mailFailed = (place: string, words: string): Refusal =>
  new Refusal(`The mail server ${place} did not take the message: ${words}`, { status: 503, code: 'mail_failed' })
