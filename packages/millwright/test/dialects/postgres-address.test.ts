import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { planText } from '../../src/cli/show-plan.ts'
import { accepts, parseAddress, placeOf, protection, urlOfDatabase } from '../../src/dialects/postgres/address.ts'
import { absoluteEmbedded, embeddedPlace } from '../../src/dialects/postgres/embedded/place.ts'
import { quote, quoteTable, tableName } from '../../src/dialects/postgres/syntax.ts'
import type { Plan } from '../../src/plan/plan.ts'

beforeEach(() => {
  for (const name of ['PGHOST', 'PGPORT', 'PGUSER', 'PGPASSWORD', 'PGDATABASE', 'PGSSLMODE'])
    vi.stubEnv(name, undefined)
})
afterEach(() => void vi.unstubAllEnvs())

test('an address is taken apart', () => {
  expect(
    parseAddress('postgresql://an%40n:p%2Fw@db.example:5433/app%20one?sslmode=verify-full&search_path=app'),
  ).toEqual({
    host: 'db.example',
    port: 5433,
    user: 'an@n',
    password: 'p/w',
    database: 'app one',
    tls: 'verify-full',
    certificates: {},
    options: { search_path: 'app' },
  })
})

test.each([
  ['postgres://u@localhost/d', 'localhost', 'disable'],
  ['postgres://u@[::1]/d', '::1', 'disable'],
  ['postgres:///d?host=/run/postgresql', '/run/postgresql', 'disable'],
  ['postgres://u@db.example/d', 'db.example', 'prefer'],
])('%s', (url, host, tls) => {
  expect(parseAddress(url)).toMatchObject({ host, tls, database: 'd' })
})

test('what it leaves out comes from the environment', () => {
  vi.stubEnv('PGHOST', 'h')
  vi.stubEnv('PGUSER', 'ann')
  vi.stubEnv('PGPASSWORD', 'secret')
  vi.stubEnv('PGPORT', '1234')
  const address = parseAddress('postgres://')
  expect(address).toMatchObject({ host: 'h', user: 'ann', password: 'secret', port: 1234, database: 'ann' })
  expect(placeOf(address)).toBe('ann at h:1234')
})

test.each([
  ['postgres://u:secret@h/d?sslmod=require', 'it has an unknown parameter sslmod'],
  ['postgres://u:secret@h/d?sslmode=maybe', 'sslmode is one of'],
  ['postgres://u:secret@h:x/d', 'it cannot be taken apart'],
])('%s is refused without its password', (url, words) => {
  const parse = () => parseAddress(url)
  expect(parse).toThrow(words)
  expect(parse).not.toThrow('secret')
})

test('addresses are told from others, and other databases of a server from them', () => {
  expect(['postgres://h/d', 'postgresql://h/d', 'sqlite:a', 'pglite:a'].map(accepts)).toEqual([
    true,
    true,
    false,
    false,
  ])
  expect(urlOfDatabase('postgres://u:p@h/d?sslmode=require', 'a b')).toBe('postgres://u:p@h/a%20b?sslmode=require')
  expect(absoluteEmbedded('pglite:data?search_path=app', '/p')).toBe('pglite:/p/data?search_path=app')
  expect(absoluteEmbedded('pglite:memory', '/p')).toBe('pglite:memory')
  expect(embeddedPlace('pglite:/p/data?search_path=app')).toEqual({
    directory: '/p/data',
    options: { search_path: 'app' },
  })
})

test('a table is called by its schema where that is not the first one', () => {
  for (const [schema, name] of [
    ['app', 'part'],
    ['app', 'a.b'],
    ['Ä "b', 'x'],
    ['app', 'a"b'],
  ] as const) {
    expect(quoteTable(tableName(schema, name, 'public'))).toBe(`${quote(schema)}.${quote(name)}`)
    expect(quoteTable(tableName(schema, name, schema))).toBe(quote(name))
  }
  expect(quoteTable('app.part')).toBe('"app"."part"')
  expect(quoteTable('a"b')).toBe('"a""b"')
})

test.each([
  ['postgres://h/app?sslmode=disable', 'not encrypted'],
  ['postgres://127.0.0.1/app', 'not encrypted, and it does not leave this machine'],
  ['postgres://h/app', 'encrypted if the server can; nobody checks who the server is (sslmode=prefer)'],
  ['postgres://h/app?sslmode=require', 'encrypted; nobody checks who the server is (sslmode=require)'],
  ['postgres://h/app?sslmode=verify-ca', 'encrypted; the certificate is checked, its name is not (sslmode=verify-ca)'],
  ['postgres://h/app?sslmode=verify-full', 'encrypted; the certificate and its name are checked (sslmode=verify-full)'],
])('%s is protected like this: %s', (url, words) => expect(protection(url)).toBe(words))

test('a plan says how what travels is protected', () => {
  const item = {
    migration: '0001',
    name: 'a',
    kind: 'sql',
    transaction: true,
    foreignKeys: 'on',
    undo: 'its down',
    statements: [],
    steps: [],
  }
  const plan = { hash: 'abcdef0123456789', direction: 'up', items: [item], findings: [] } as unknown as Plan
  const text = planText(plan, {
    target: 'db',
    width: 80,
    protection: protection('postgres://h/app?sslmode=verify-full'),
  })
  expect(text.split('\n').slice(0, 2)).toEqual([
    'Plan abcdef012345: 1 migration up on db',
    'Connection: encrypted; the certificate and its name are checked (sslmode=verify-full)',
  ])
})
