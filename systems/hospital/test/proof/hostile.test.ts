import { createHash } from 'node:crypto'
import { sql } from 'millwright'
import { beforeAll, describe, expect, test, vi } from 'vitest'
import { cleanText } from '../../src/domain/text.ts'
import { operationsOf } from 'millwright/http'
import { type Answered, type Line, sharedHospital, type TestHospital } from '../http/support.ts'
import { ocmHeader, ocmLine, ppmHeader, ppmLine } from '../csv/support.ts'
import { prepare, type Sample, samples } from './samples.ts'

// Thousands of requests, and the machine may be busy.
vi.setConfig({ testTimeout: 240_000, hookTimeout: 120_000 })

let hospital: TestHospital
let sampleOf: (operation: string) => Sample
beforeAll(async () => {
  hospital = await sharedHospital({ ocm: 3, ppm: 3, training: 3 })
  const ground = await prepare(hospital)
  let nth = 0
  sampleOf = (operation) => (samples[operation] as (typeof samples)[string])(ground, ++nth)
})

/** Text that a person may mean, however it looks: where it is taken, it is kept as it is. */
const odd = {
  sql: `'; DROP TABLE ocm_equipment; --`,
  html: '<script>alert(1)</script><img src=x onerror=alert(1)>',
  formula: `=cmd|' /C calc'!A0`,
  percent: '%00%2e%2e%2f{{7*7}}${7*7}',
  bidi: 'A\u202eGNP.exe\u2066B',
  emoji: '👩🏽‍⚕️ عربي',
}
/** Characters that are taken out of a text. */
const unseen = {
  control: 'A\u0000B\u0007C\u001b[31mD\u0085',
  lines: 'A\r\nBcc: x@example.org\r\n\r\nB',
  zeroWidth: 'A\u200bB\ufeffC',
}
/** Nothing of this is ever stored. */
const impossible = {
  'half a surrogate': 'A\ud800B',
  'a million characters': 'x'.repeat(1_000_000),
  'a number': 5,
  'a truth': true,
  'a list': ['A'],
  'an object': { $ne: null, toString: 'x' },
}

type Leaf = readonly (string | number)[]

/** Where texts stand in a body. */
function leavesOf(value: unknown, at: Leaf = []): readonly Leaf[] {
  if (typeof value === 'string') return [at]
  if (Array.isArray(value)) return value.flatMap((one: unknown, index) => leavesOf(one, [...at, index]))
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, one]) => leavesOf(one, [...at, key]))
}

function withLeaf<T>(body: T, leaf: Leaf, value: unknown): T {
  const copy = structuredClone(body)
  let place = copy as Record<string | number, unknown>
  for (const key of leaf.slice(0, -1)) place = place[key] as Record<string | number, unknown>
  place[leaf.at(-1) as string] = value
  return copy
}

/** Everything that is stored, but for the logs of what was tried. */
function stateOf({ desk }: TestHospital): Promise<string> {
  return desk.db.read(async (db) => {
    const tables = await db.all(
      sql`select name from sqlite_schema where type = 'table' and name not like 'sqlite_%' order by name`,
    )
    const digest = createHash('sha256')
    for (const { name } of tables) {
      if (['audit_log', 'sessions', 'sign_in_failures'].includes(String(name))) continue
      const rows = await db.all(sql`select * from ${sql.id(String(name))} order by 1, 2`)
      digest.update(
        `${String(name)} ${JSON.stringify(rows, (_, one: unknown) => (typeof one === 'bigint' ? String(one) : one))}`,
      )
    }
    return digest.digest('hex')
  })
}

type Refused = { readonly error: unknown; readonly code: unknown; readonly details: unknown }

/** What is wrong with an answer: it must be clear, say nothing of the inside, and nothing may have fallen over. */
function faultOf({ status, body }: Answered): string {
  if (status < 200 || status >= 500) return `${status}`
  if (status < 400) return ''
  const { error, code, details } = body as Refused
  if (typeof error !== 'string' || typeof code !== 'string' || !Array.isArray(details)) return `${status} without words`
  if (!/^[a-z0-9_]+$/.test(code)) return `${status} ${code}`
  return /sqlite|constraint|node_modules|\.ts:/i.test(error) ? `${status} ${error}` : ''
}

const wordsOf = ({ status, body }: Answered): string => `${status} ${String((body as Refused | undefined)?.code)}`

const lineOf = (operation: string, path: string): Line =>
  `${operation.slice(0, operation.indexOf(' ')).toUpperCase()} ${path}` as Line

const withBody = Object.keys(samples)

test('every operation of the document that takes a JSON body has its sample', () => {
  const { paths = {} } = hospital.document()
  const taking = operationsOf(hospital.document()).filter(({ verb, path }) => {
    const body = paths[path]?.[verb]?.requestBody as { content?: Record<string, unknown> } | undefined
    return body?.content?.['application/json'] !== undefined
  })
  expect(withBody.toSorted()).toEqual(taking.map(({ verb, path }) => `${verb} ${path}`).toSorted())
})

test.each(withBody.filter((one) => one !== 'post /api/session/password'))(
  '%s: the sample itself is taken',
  async (operation) => {
    const { path, body } = sampleOf(operation)
    const { status } = await hospital.call('Admin', lineOf(operation, path), body)
    expect([200, 201]).toContain(status)
    if (operation.includes('bulk_delete') || operation === 'post /api/push_unsubscribe') await prepareAgain(operation)
  },
)

/** Puts back what a sample takes away. */
async function prepareAgain(operation: string): Promise<void> {
  const register = operation.endsWith('ocm') ? 'ocm' : 'ppm'
  const again = operation.includes('bulk_delete') ? `post /api/equipment/${register}` : 'post /api/push_subscribe'
  const { path, body } = sampleOf(again)
  const put = operation.includes('bulk_delete')
    ? { ...body, [register === 'ocm' ? 'Serial' : 'SERIAL']: 'OLD / #1' }
    : { ...body, endpoint: 'https://push.example.org/sample' }
  await hospital.call('Admin', lineOf(again, path), put)
}

describe.each(withBody)('%s', (operation) => {
  test('hostile text in any field: taken as text or refused with a code, and a refusal changes nothing', async () => {
    const faults: string[] = []
    for (const leaf of leavesOf(sampleOf(operation).body))
      for (const [kind, value] of Object.entries({ ...odd, ...unseen })) {
        const { path, body } = sampleOf(operation)
        const before = await stateOf(hospital)
        const answer = await hospital.call('Admin', lineOf(operation, path), withLeaf(body, leaf, value))
        const isChanged = answer.status >= 400 && (await stateOf(hospital)) !== before
        const fault = faultOf(answer) || (isChanged ? 'refused and changed' : '')
        if (fault !== '') faults.push(`${leaf.join('.')}: ${kind}: ${fault}`)
      }
    expect(faults).toEqual([])
  })

  test('what cannot be stored is refused in every field with a code, and changes nothing', async () => {
    const before = await stateOf(hospital)
    const faults: string[] = []
    for (const leaf of leavesOf(sampleOf(operation).body))
      for (const [kind, value] of Object.entries(impossible)) {
        const { path, body } = sampleOf(operation)
        const answer = await hospital.call('Admin', lineOf(operation, path), withLeaf(body, leaf, value))
        const fault = faultOf(answer) || (answer.status < 400 ? wordsOf(answer) : '')
        if (fault !== '') faults.push(`${leaf.join('.')}: ${kind}: ${fault}`)
      }
    expect(faults).toEqual([])
    expect(await stateOf(hospital)).toBe(before)
  })

  test('a body that is none, has unknown fields, or is of another type is refused', async () => {
    const before = await stateOf(hospital)
    const { path, body } = sampleOf(operation)
    const line = lineOf(operation, path)
    const faults: string[] = []
    const expectStatus = (answer: Answered, about: string, status: number): void => {
      if (faultOf(answer) !== '' || answer.status !== status) faults.push(`${about}: ${wordsOf(answer)}`)
    }
    const json = { 'content-type': 'application/json' }
    for (const sent of ['{', '[]', 'null', '"x"', '5', '', '{"a":1,}', '['.repeat(100_000), '\u0000'])
      expectStatus(await hospital.send('Admin', line, { body: sent, headers: json }), sent.slice(0, 20), 400)
    for (const extra of ['colour', 'constructor', 'id; drop table users'])
      expectStatus(await hospital.call('Admin', line, { ...body, [extra]: 'x' }), extra, 400)
    const proto = `{"__proto__":{"isAdmin":true},${JSON.stringify(body).slice(1)}`
    // Settings may have names that the program does not know; this one goes nowhere, as the state shows.
    const expected = operation === 'post /api/settings' ? 200 : 400
    expectStatus(await hospital.send('Admin', line, { body: proto, headers: json }), '__proto__', expected)
    const other = { 'content-type': 'application/xml' }
    expectStatus(await hospital.send('Admin', line, { body: '<a/>', headers: other }), 'XML', 415)
    expect(faults).toEqual([])
    expect(await stateOf(hospital)).toBe(before)
  })

  test('ten megabytes are too much', async () => {
    const before = await stateOf(hospital)
    const body = `{"name":"${'x'.repeat(10 * 1024 * 1024)}"}`
    const about = { body, headers: { 'content-type': 'application/json' } }
    const answer = await hospital.send('Admin', lineOf(operation, sampleOf(operation).path), about)
    expect(wordsOf(answer)).toBe('413 body_too_large')
    expect(await stateOf(hospital)).toBe(before)
  })
})

describe('hostile text in a path', () => {
  const paths = ["' or 1=1 --", '../../etc/passwd', '<script>', '\u202e', 'x'.repeat(10_000), '😀', '\u0000'].map(
    encodeURIComponent,
  )
  const raw = ['%', '%zz', '%ED%A0%80', '%C0%AF', '..', '%2e%2e%2f']

  test('nothing falls over, nothing is found, nothing is changed', async () => {
    const before = await stateOf(hospital)
    const faults: string[] = []
    const writing = operationsOf(hospital.document()).filter(({ verb, path }) => verb !== 'get' && path.includes('{'))
    for (const { verb, path } of writing)
      for (const segment of [...paths, ...raw]) {
        const sample = samples[`${verb} ${path}`] === undefined ? undefined : sampleOf(`${verb} ${path}`).body
        const answer = await hospital.call('Admin', lineOf(`${verb} `, path.replaceAll(/\{\w+\}/g, segment)), sample)
        const fault = faultOf(answer) || (answer.status < 400 ? wordsOf(answer) : '')
        if (fault !== '') faults.push(`${verb} ${path} ${segment.slice(0, 40)}: ${fault}`)
      }
    expect(faults).toEqual([])
    expect(await stateOf(hospital)).toBe(before)
  })
})

describe('hostile text in a CSV file', () => {
  const good = {
    ocm: [ocmHeader, ocmLine('CSV 1')],
    ppm: [ppmHeader, ppmLine('CSV 1')],
    training: ['id,employee_id,name,department,machine_trainer_assignments', '900,2100,NURSE-001,ER,[]'],
  } as const
  const quoted = (cell: string): string => `"${cell.replaceAll('"', '""')}"`

  test.each(['ocm', 'ppm', 'training'] as const)(
    'in any cell of %s: stored as text, or told with its row and code',
    async (type) => {
      const faults: string[] = []
      const [header, line] = good[type]
      const cells = line.split(',')
      for (const [at, name] of header.split(',').entries())
        for (const [kind, value] of Object.entries({ ...odd, ...unseen, long: 'x'.repeat(200_000), open: '"' })) {
          const row = cells.map((cell, index) => (index === at ? quoted(value) : cell)).join(',')
          const body = `${header}\r\n${row}\r\n`
          const answer = await hospital.send('Admin', `POST /api/import/${type}?mode=update`, {
            body,
            headers: { 'content-type': 'text/csv' },
          })
          const { errors, details } = answer.body as { errors: number; details: { row: number; code: string }[] }
          const isTold =
            errors === 0
              ? answer.status === 200
              : answer.status === 400 && details.every((one) => one.row === 2 && one.code !== '')
          if (faultOf(answer) !== '' || !isTold) faults.push(`${name}: ${kind}: ${answer.text.slice(0, 200)}`)
        }
      expect(faults).toEqual([])
    },
  )
})

describe('what is taken is kept letter by letter, and shown as it is', () => {
  test.each(['ocm', 'ppm'] as const)('in every text of %s', async (register) => {
    for (const [kind, value] of Object.entries({ ...odd, ...unseen })) {
      const { path, body } = sampleOf(`post /api/equipment/${register}`)
      for (const field of ['Department', 'Name'])
        expect([
          kind,
          (
            await hospital.call('Admin', lineOf('post ', path), {
              ...body,
              [field]: value,
              [register === 'ocm' ? 'Serial' : 'SERIAL']: `${kind} ${field}`,
            })
          ).body,
        ]).toMatchObject([kind, { [field]: cleanText(value) }])
    }
    expect(hospital.reported).toEqual([])
  })

  test('but for a status, which is computed and never taken over', async () => {
    for (const status of Object.values({ ...odd, ...unseen, long: 'x'.repeat(1_000_000), half: 'A\ud800B' })) {
      const { path, body } = sampleOf('post /api/equipment/ocm')
      const { status: code, body: device } = await hospital.call('Admin', lineOf('post ', path), {
        ...body,
        Status: status,
      })
      expect([code, (device as { Status: string }).Status]).toEqual([201, 'Upcoming'])
    }
  })

  test('and no answer is a page: the type is JSON, and sniffing is off', async () => {
    const { headers } = await hospital.call('Admin', 'GET /api/equipment/ocm')
    expect(headers.get('content-type')).toMatch(/^application\/json/)
    expect(headers.get('x-content-type-options')).toBe('nosniff')
  })
})
