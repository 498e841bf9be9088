import { Refusal } from 'millwright/http'

const wrong = (field: string, code: string, what: string): Refusal => {
  const message = `${field} ${what}`
  return new Refusal(message, { status: 400, code, details: [{ field, code, message }] })
}

export const endpointRefused = (what: string): Refusal => wrong('endpoint', 'endpoint_not_allowed', what)

export const keyRefused = (field: string, bytes: number): Refusal =>
  wrong(field, 'key_invalid', `is not ${bytes} bytes in base64url`)

export const tooMany = (most: number): Refusal =>
  new Refusal(`There are ${most} subscriptions already`, { status: 409, code: 'too_many_subscriptions' })

export const notSubscribed = (): Refusal =>
  new Refusal('There is no such subscription', { status: 404, code: 'not_found' })

export const nobodySubscribed = (): Refusal =>
  new Refusal('Nobody has subscribed to push messages', { status: 409, code: 'no_subscription' })
