import { answer, jsonBody, z } from 'millwright/http'
import { checkEndpoint, pushHostsIn } from '../../push/endpoint.ts'
import { pushKeys, storedKeys } from '../../push/keys.ts'
import { contactIn, pushToAll } from '../../push/send.ts'
import { subscribe, unsubscribe } from '../../push/subscriptions.ts'
import { type Area, defineRoute } from '../route.ts'

const tag = 'Push messages'
const message = z.object({ message: z.string() })

const subscriptionSchema = z
  .strictObject({
    endpoint: z.string(),
    expirationTime: z.number().nullable().optional(),
    keys: z.strictObject({ p256dh: z.string(), auth: z.string() }),
  })
  .openapi('PushSubscription', { description: 'As a browser gives it' })

const getKey = defineRoute({
  method: 'get',
  path: '/api/vapid_public_key',
  permission: 'signed-in',
  tag,
  summary: 'The public key that a browser subscribes with',
  responses: { 200: answer(z.object({ publicKey: z.string() }), 'The key, in base64url') },
})

const postSubscribe = defineRoute({
  method: 'post',
  path: '/api/push_subscribe',
  permission: 'signed-in',
  tag,
  summary: 'Have push messages sent to a browser',
  request: { body: jsonBody(subscriptionSchema) },
  responses: { 201: answer(message, 'It will get them') },
})

const postUnsubscribe = defineRoute({
  method: 'post',
  path: '/api/push_unsubscribe',
  permission: 'signed-in',
  tag,
  summary: 'Have no more push messages sent to a browser',
  request: { body: jsonBody(z.strictObject({ endpoint: z.string() }).openapi('PushEndpoint')) },
  responses: { 200: answer(message, 'It gets none any more') },
})

const postTest = defineRoute({
  method: 'post',
  path: '/api/test-push',
  permission: 'settings_email_test',
  tag,
  summary: 'Send the push message of today to every subscription',
  responses: {
    200: answer(
      z
        .object({ text: z.string(), sent: z.number().int(), dropped: z.number().int(), failed: z.number().int() })
        .openapi('Pushed'),
      'How many got it, were forgotten for being gone, and did not get it',
    ),
  },
})

export const push: Area = (app, { db, change }) => {
  const [houseHosts, contact] = [pushHostsIn(process.env), contactIn(process.env)]
  app.openapi(getKey, async (c) => {
    const known = await db.read(storedKeys)
    const { publicKey } = known ?? (await change(c.var.caller, (tx, { at }) => pushKeys(tx, at)))
    return c.json({ publicKey }, 200)
  })
  app.openapi(postSubscribe, async (c) => {
    const { endpoint, keys } = c.req.valid('json')
    checkEndpoint(endpoint, houseHosts)
    await change(c.var.caller, (tx, act) => subscribe(tx, act, { endpoint, ...keys }))
    return c.json({ message: 'This browser gets push messages' }, 201)
  })
  app.openapi(postUnsubscribe, async (c) => {
    const { endpoint } = c.req.valid('json')
    await change(c.var.caller, (tx, act) => unsubscribe(tx, act, endpoint))
    return c.json({ message: 'This browser gets no more push messages' }, 200)
  })
  app.openapi(postTest, async (c) => {
    return c.json(await pushToAll({ contact, write: (work) => change(c.var.caller, work) }, 'Test Push'), 200)
  })
}
