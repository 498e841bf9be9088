import { createDecipheriv, createECDH, createPublicKey, type ECDH, hkdfSync, randomBytes, verify } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { sql } from 'millwright'
import { afterEach, describe, expect, onTestFinished, test, vi } from 'vitest'
import { contactIn } from '../../src/push/send.ts'
import { type Answered, type TestHospital, testHospital } from '../http/support.ts'

afterEach(() => vi.unstubAllEnvs())

const codeOf = ({ status, body }: Answered) => [status, (body as { code: string }).code]

type Got = { readonly path: string; readonly headers: Readonly<Record<string, unknown>>; readonly body: Buffer }

/** A push service on the loopback: it answers as the path says, and keeps what it got. */
async function pushService() {
  const got: Got[] = []
  const server = createServer((request, response) => {
    const pieces: Buffer[] = []
    request.on('data', (piece: Buffer) => pieces.push(piece))
    request.on('end', () => {
      const path = request.url ?? ''
      got.push({ path, headers: request.headers, body: Buffer.concat(pieces) })
      const status = Number(/^\/(\d{3})/.exec(path)?.[1] ?? 201)
      response.writeHead(status, status === 302 ? { location: '/201' } : {}).end()
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => new Promise<void>((resolve) => void server.close(() => resolve())))
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, got }
}

type Browser = { readonly ecdh: ECDH; readonly auth: Buffer }

function browserAt(endpoint: string) {
  const ecdh = createECDH('prime256v1')
  ecdh.generateKeys()
  const auth = randomBytes(16)
  const keys = { p256dh: ecdh.getPublicKey().toString('base64url'), auth: auth.toString('base64url') }
  return { browser: { ecdh, auth }, subscription: { endpoint, expirationTime: null, keys } }
}

/** What the browser reads. https://www.rfc-editor.org/rfc/rfc8291#section-3 */
function decrypt(body: Buffer, { ecdh, auth }: Browser): string {
  const salt = body.subarray(0, 16)
  const keyLength = body.readUInt8(20)
  const serverKey = body.subarray(21, 21 + keyLength)
  const info = Buffer.concat([Buffer.from('WebPush: info\0'), ecdh.getPublicKey(), serverKey])
  const ikm = Buffer.from(hkdfSync('sha256', ecdh.computeSecret(serverKey), auth, info, 32))
  const key = Buffer.from(hkdfSync('sha256', ikm, salt, 'Content-Encoding: aes128gcm\0', 16))
  const nonce = Buffer.from(hkdfSync('sha256', ikm, salt, 'Content-Encoding: nonce\0', 12))
  const sealed = body.subarray(21 + keyLength)
  const decipher = createDecipheriv('aes-128-gcm', key, nonce)
  decipher.setAuthTag(sealed.subarray(-16))
  const plain = Buffer.concat([decipher.update(sealed.subarray(0, -16)), decipher.final()])
  return plain.subarray(0, plain.lastIndexOf(2)).toString()
}

/** The claims of a VAPID header, once its signature was found to be that of the public key. */
function claimsOf(authorization: string, publicKey: string): Record<string, unknown> {
  const [, token = '', key] = /^vapid t=([^,]+), ?k=(.+)$/.exec(authorization) ?? []
  expect(key).toBe(publicKey)
  const point = Buffer.from(publicKey, 'base64url')
  const jwk = {
    kty: 'EC',
    crv: 'P-256',
    x: point.subarray(1, 33).toString('base64url'),
    y: point.subarray(33).toString('base64url'),
  }
  const [head, claims, signature] = token.split('.') as [string, string, string]
  const isSigned = verify(
    'sha256',
    Buffer.from(`${head}.${claims}`),
    { key: createPublicKey({ key: jwk, format: 'jwk' }), dsaEncoding: 'ieee-p1363' },
    Buffer.from(signature, 'base64url'),
  )
  expect(isSigned).toBe(true)
  return JSON.parse(Buffer.from(claims, 'base64url').toString()) as Record<string, unknown>
}

async function hospitalWithHouseService(): Promise<TestHospital> {
  vi.stubEnv('HOSPITAL_PUSH_HOSTS', '127.0.0.1')
  vi.stubEnv('HOSPITAL_PUSH_CONTACT', 'mailto:desk@example.org')
  return testHospital()
}

test('a browser subscribes, gets the message of today encrypted for it alone, and is signed for', async () => {
  const [service, hospital] = [await pushService(), await hospitalWithHouseService()]
  const { publicKey } = (await hospital.call('Viewer', 'GET /api/vapid_public_key')).body as { publicKey: string }
  const { browser, subscription } = browserAt(`${service.url}/201/secret-address`)
  expect(await hospital.call('Viewer', 'POST /api/push_subscribe', subscription)).toMatchObject({
    status: 201,
    body: { message: 'This browser gets push messages' },
  })
  const { body } = await hospital.call('Viewer', 'GET /api/reminders')
  const { text } = (body as { push: { text: string } }).push
  expect((await hospital.call('Admin', 'POST /api/test-push')).body).toEqual({ text, sent: 1, dropped: 0, failed: 0 })
  expect(service.got).toHaveLength(1)
  const [{ headers, body: sealed }] = service.got as [Got]
  expect(sealed.toString('latin1')).not.toContain('due soon')
  expect(JSON.parse(decrypt(sealed, browser))).toEqual({ title: 'Maintenance', body: text })
  expect(claimsOf(String(headers['authorization']), publicKey)).toMatchObject({
    aud: service.url,
    sub: 'mailto:desk@example.org',
  })
})

test('who is gone is forgotten; who cannot be reached stays', async () => {
  const [service, hospital] = [await pushService(), await hospitalWithHouseService()]
  for (const path of ['/404/a', '/410/b', '/500/c', '/302/d', '/201/e'])
    await hospital.call('Viewer', 'POST /api/push_subscribe', browserAt(`${service.url}${path}`).subscription)
  await hospital.call('Viewer', 'POST /api/push_subscribe', browserAt('http://127.0.0.1:1/f').subscription)
  expect((await hospital.call('Admin', 'POST /api/test-push')).body).toMatchObject({ sent: 1, dropped: 2, failed: 3 })
  const left = await hospital.desk.db.read((db) =>
    db.all(sql`select endpoint from push_subscriptions order by created_at, endpoint`),
  )
  expect(left.map(({ endpoint }) => String(endpoint).replace(/.*\d\//, '')).toSorted()).toEqual(['c', 'd', 'e', 'f'])
  expect(service.got.map(({ path }) => path)).not.toContain('/201')
})

test('H-27: nobody subscribes, unsubscribes or sends without signing in', async () => {
  const hospital = await testHospital()
  const { subscription } = browserAt('https://push.example.org/a')
  for (const [line, body] of [
    ['POST /api/push_subscribe', subscription],
    ['POST /api/push_unsubscribe', { endpoint: subscription.endpoint }],
    ['GET /api/vapid_public_key', undefined],
    ['POST /api/test-push', undefined],
    ['POST /api/test-email', undefined],
  ] as const)
    expect([line, ...codeOf(await hospital.call('nobody', line, body))]).toEqual([line, 401, 'sign_in_required'])
  for (const line of ['POST /api/test-push', 'POST /api/test-email'] as const)
    expect(codeOf(await hospital.call('Editor', line))).toEqual([403, 'permission_missing'])
})

test('a subscription is renewed under its address, and taken back', async () => {
  const hospital = await testHospital()
  const { subscription } = browserAt('https://push.example.org/secret-address')
  const renewed = { ...subscription, keys: browserAt('').subscription.keys }
  await hospital.call('Viewer', 'POST /api/push_subscribe', subscription)
  await hospital.call('Viewer', 'POST /api/push_subscribe', renewed)
  const rows = await hospital.desk.db.read((db) => db.all(sql`select p256dh from push_subscriptions`))
  expect(rows).toMatchObject([{ p256dh: renewed.keys.p256dh }])
  expect(
    (await hospital.call('Viewer', 'POST /api/push_unsubscribe', { endpoint: subscription.endpoint })).status,
  ).toBe(200)
  expect(
    codeOf(await hospital.call('Viewer', 'POST /api/push_unsubscribe', { endpoint: subscription.endpoint })),
  ).toEqual([404, 'not_found'])
  expect(codeOf(await hospital.call('Admin', 'POST /api/test-push'))).toEqual([409, 'no_subscription'])
})

test('the private key and the addresses of browsers are shown nowhere and told to no log', async () => {
  const [service, hospital] = [await pushService(), await hospitalWithHouseService()]
  const { subscription } = browserAt(`${service.url}/500/secret-address`)
  const answers = [
    await hospital.call('Admin', 'GET /api/vapid_public_key'),
    await hospital.call('Admin', 'POST /api/push_subscribe', subscription),
    await hospital.call('Admin', 'POST /api/test-push'),
    await hospital.call('Admin', 'GET /api/audit-log?per_page=500'),
    await hospital.call('Admin', 'GET /api/settings'),
  ]
  const secret = await hospital.desk.db.read((db) => db.get(sql`select value from secrets where name = 'push'`))
  const { privateKey } = JSON.parse(String(secret?.['value'])) as { privateKey: string }
  const shown = [...answers.map(({ text }) => text), ...hospital.reported.map(String)].join('\n')
  for (const word of [privateKey, 'secret-address', subscription.keys.auth]) expect(shown).not.toContain(word)
  expect((await hospital.call('Viewer', 'GET /api/vapid_public_key')).body).toEqual(answers[0]?.body)
})

describe('an address that is none of a push service on the internet is refused', () => {
  test.each([
    ['nonsense', 'endpoint is no address of a push service'],
    [`https://push.example.org/${'x'.repeat(2000)}`, 'endpoint is no address of a push service'],
    ['http://push.example.org/a', 'endpoint is not https'],
    ['file:///etc/passwd', 'endpoint is not https'],
    ['https://user:word@push.example.org/a', 'endpoint names an account'],
    ['https://127.0.0.1/a', 'endpoint is not a host on the internet'],
    ['https://2130706433/a', 'endpoint is not a host on the internet'],
    ['https://[::1]/a', 'endpoint is not a host on the internet'],
    ['https://10.0.0.1/a', 'endpoint is not a host on the internet'],
    ['https://localhost/a', 'endpoint is not a host on the internet'],
    ['https://printer.local/a', 'endpoint is not a host on the internet'],
  ])('%s', async (endpoint, error) => {
    const hospital = await testHospital()
    expect((await hospital.call('Viewer', 'POST /api/push_subscribe', browserAt(endpoint).subscription)).body).toEqual({
      error,
      code: 'endpoint_not_allowed',
      details: [{ field: 'endpoint', code: 'endpoint_not_allowed', message: error }],
    })
  })
})

test.each([
  [{ p256dh: 'AAAA' }, 'keys.p256dh is not 65 bytes in base64url'],
  [{ auth: '****' }, 'keys.auth is not 16 bytes in base64url'],
])('keys that are none are refused: %j', async (changes, error) => {
  const hospital = await testHospital()
  const { subscription } = browserAt('https://push.example.org/a')
  const answer = await hospital.call('Viewer', 'POST /api/push_subscribe', {
    ...subscription,
    keys: { ...subscription.keys, ...changes },
  })
  expect([answer.status, answer.body]).toMatchObject([400, { error, code: 'key_invalid' }])
})

test('a contact that is none keeps the server from starting', () => {
  expect(contactIn({ HOSPITAL_PUSH_CONTACT: 'mailto:desk@example.org' })).toBe('mailto:desk@example.org')
  expect(() => contactIn({ HOSPITAL_PUSH_CONTACT: 'desk' })).toThrow(
    expect.objectContaining({
      code: 'HOSP502',
      text: {
        what: 'HOSPITAL_PUSH_CONTACT in the environment is not a mailto: or https: address.',
        state: 'The database is as it was. Nothing is served and no mail was sent.',
        next: 'Set HOSPITAL_PUSH_CONTACT to a mailto: or https: address; then start again.',
      },
    }),
  )
})
