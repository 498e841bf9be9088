import { createTransport } from 'nodemailer'
import type { Settings } from '../settings/store.ts'
import { mailFailed, noRecipient } from './problems.ts'
import { type MailServer, needsTls } from './server.ts'

/** A message of plain text: what a register holds is never taken for markup. */
export type Message = {
  readonly to: string
  readonly cc: readonly string[]
  readonly subject: string
  readonly text: string
  /** The same for the same message, so that a mailbox can tell a repetition. */
  readonly id: string
}

const patience = { connectionTimeout: 10_000, greetingTimeout: 10_000, socketTimeout: 20_000 }

/** @throws Refusal `mail_failed` */
export async function sendMail(server: MailServer, { to, cc, subject, text, id }: Message): Promise<void> {
  const { host, port, isSecure, account, from } = server
  const transport = createTransport({
    ...patience,
    host,
    port,
    secure: isSecure,
    requireTLS: needsTls(server),
    ...(account === undefined ? {} : { auth: account }),
    disableFileAccess: true,
    disableUrlAccess: true,
  })
  try {
    await transport.sendMail({ from, to, cc: [...cc], subject, text, messageId: id })
  } catch (error) {
    throw mailFailed(`${host}:${port}`, wordsOf(error))
  } finally {
    transport.close()
  }
}

/** The server's own text may repeat what was sent to it; its numbers do not. */
function wordsOf(error: unknown): string {
  const { code = 'unknown', responseCode } = error as { readonly code?: string; readonly responseCode?: number }
  return responseCode === undefined ? code : `${code} ${responseCode}`
}

/** To whom mail goes. @throws Refusal `recipient_missing` */
export function recipientsIn({ recipient_email: to, cc_emails: copies }: Settings): Pick<Message, 'to' | 'cc'> {
  if (to === '') throw noRecipient()
  const cc = copies.split(',').map((address) => address.trim())
  return { to, cc: cc.filter((address) => address !== '') }
}
