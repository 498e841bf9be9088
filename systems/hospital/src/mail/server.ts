import { isIP } from 'node:net'
import { mailSettingMissing, mailSettingWrong } from './problems.ts'

/** The server that sends the hospital's mail. */
export type MailServer = {
  readonly host: string
  readonly port: number
  /** TLS from the first byte; otherwise it is asked for once connected. */
  readonly isSecure: boolean
  readonly from: string
  readonly account: { readonly user: string; readonly pass: string } | undefined
}

/** What the process was started with. */
export type Environment = Readonly<Record<string, string | undefined>>

/**
 * The mail server that the environment names, or undefined when it names none: `HOSPITAL_SMTP_HOST`, `_FROM`, and where
 * needed `_PORT`, `_SECURE` (0 or 1), `_USER`, `_PASSWORD`.
 *
 * @throws HOSP501, HOSP502 for settings that make no sense
 */
export function mailServerIn(env: Environment): MailServer | undefined {
  const host = env['HOSPITAL_SMTP_HOST'] ?? ''
  if (host === '') return undefined
  const isSecure = flagIn(env, 'HOSPITAL_SMTP_SECURE')
  return {
    host,
    isSecure,
    port: portIn(env, isSecure ? 465 : 587),
    from: textIn(env, 'HOSPITAL_SMTP_FROM'),
    account: accountIn(env),
  }
}

/** A password goes over the wire in clear only to this very machine. */
export const needsTls = ({ host, isSecure, account }: MailServer): boolean =>
  account !== undefined && !isSecure && !isLoopback(host)

const isLoopback = (host: string): boolean =>
  host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'))

function textIn(env: Environment, name: string): string {
  const text = env[name] ?? ''
  if (text === '') throw mailSettingMissing(name)
  return text
}

function flagIn(env: Environment, name: string): boolean {
  const text = env[name] ?? '0'
  if (text !== '0' && text !== '1') throw mailSettingWrong(name, '0 or 1')
  return text === '1'
}

function portIn(env: Environment, usual: number): number {
  const name = 'HOSPITAL_SMTP_PORT'
  const text = env[name] ?? String(usual)
  if (!/^\d{1,5}$/.test(text) || Number(text) < 1 || Number(text) > 65_535)
    throw mailSettingWrong(name, 'a number from 1 to 65535')
  return Number(text)
}

function accountIn(env: Environment): MailServer['account'] {
  if ((env['HOSPITAL_SMTP_USER'] ?? '') === '') return undefined
  return { user: textIn(env, 'HOSPITAL_SMTP_USER'), pass: textIn(env, 'HOSPITAL_SMTP_PASSWORD') }
}
