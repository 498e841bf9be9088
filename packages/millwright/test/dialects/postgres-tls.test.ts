/** How a connection is protected is what its address says, and never less: tried with a server that has a certificate. */
import { execFileSync } from 'node:child_process'
import { chmodSync, chownSync, copyFileSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { planAction } from '../../src/actions/plan.ts'
import { planText } from '../../src/cli/show-plan.ts'
import { postgres } from '../../src/dialects/postgres/postgres.ts'
import { sql } from '../../src/kernel/sql.ts'
import type { OwnServer } from '../../src/testing/postgres-server.ts'
import { ownServer } from '../crash/server.ts'
import { problemOf, projectWith, table } from '../run/project-with.ts'
import { server as plainServer } from './server.ts'

const secure = await ownServer()
const hasOpenssl = (() => {
  try {
    execFileSync('openssl', ['version'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
})()

let folder = ''

const openssl = (...words: readonly string[]): void =>
  void execFileSync('openssl', words, { cwd: folder, stdio: 'ignore' })

const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'] as const

/** An authority of our own, and another one that has signed nothing. */
function makeAuthority(name: string): void {
  const subject = ['-subj', `/CN=${name}`, '-days', '2', '-keyout', `${name}.key`, '-out', `${name}.crt`]
  openssl('req', '-x509', ...key, ...subject)
}

/** A certificate for the server's number, and not for its name. */
function makeCertificate(): void {
  writeFileSync(join(folder, 'names'), 'subjectAltName=IP:127.0.0.1\n')
  openssl('req', ...key, '-subj', '/CN=database', '-keyout', 'server.key', '-out', 'server.csr')
  const signer = ['-CA', 'ours.crt', '-CAkey', 'ours.key', '-CAcreateserial', '-extfile', 'names']
  openssl('x509', '-req', '-in', 'server.csr', ...signer, '-days', '2', '-out', 'server.crt')
}

async function protect({ url, folder: home }: OwnServer): Promise<void> {
  const { uid, gid } = statSync(home)
  const [crt, secret] = ['server.crt', 'server.key'].map((name) => {
    const path = join(home, name)
    copyFileSync(join(folder, name), path)
    chmodSync(path, 0o600)
    chownSync(path, uid, gid)
    return path
  }) as [string, string]
  const db = await postgres.open(url)
  for (const [setting, value] of [
    ['ssl_cert_file', crt],
    ['ssl_key_file', secret],
    ['ssl', 'on'],
  ] as const)
    await db.run(sql.raw(`alter system set ${setting} = '${value}'`))
  await db.all(sql`select pg_reload_conf()`)
  await db.close()
  await untilEncrypted(`${url}?sslmode=require`)
}

async function untilEncrypted(url: string): Promise<void> {
  for (let tries = 0; (await encryptedBy(url).catch(() => false)) !== true; tries++) {
    if (tries > 100) throw new Error('the server does not encrypt')
    await new Promise((wake) => setTimeout(wake, 100))
  }
}

/** Whether the server says that it encrypts this very connection. */
async function encryptedBy(url: string): Promise<boolean> {
  const db = await postgres.open(url)
  try {
    const row = await db.get(sql`select ssl from pg_stat_ssl where pid = pg_backend_pid()`)
    return row?.['ssl'] === true
  } finally {
    await db.close()
  }
}

const refusal = async (url: string): Promise<string> => {
  const { code, message } = await problemOf(encryptedBy(url))
  expect(code).toBe('DB202')
  return message
}

const at = (query: string, host = '127.0.0.1'): string => {
  const url = new URL(secure?.url ?? '')
  url.hostname = host
  url.search = query
    .replaceAll('ours', encodeURIComponent(join(folder, 'ours.crt')))
    .replaceAll('theirs', encodeURIComponent(join(folder, 'theirs.crt')))
  return url.href
}

beforeAll(async () => {
  if (secure === undefined || !hasOpenssl) return
  folder = mkdtempSync(join(tmpdir(), 'millwright-tls-'))
  makeAuthority('ours')
  makeAuthority('theirs')
  makeCertificate()
  await protect(secure)
})
afterAll(() => void (folder === '' || rmSync(folder, { recursive: true })))

describe.skipIf(secure === undefined || !hasOpenssl)('a server with a certificate', { timeout: 60_000 }, () => {
  test.each([
    ['sslmode=disable', false],
    ['', false], // on this machine nothing travels
    ['sslmode=prefer', true],
    ['sslmode=require', true],
    ['sslmode=require&sslrootcert=theirs', true], // encrypted, to whomever it may be
    ['sslmode=verify-ca&sslrootcert=ours', true],
    ['sslmode=verify-full&sslrootcert=ours', true],
  ])('%s', async (query, isEncrypted) => {
    expect(await encryptedBy(at(query))).toBe(isEncrypted)
  })

  test('that is not the one it is taken for gets no password', async () => {
    expect(await refusal(at('sslmode=verify-ca&sslrootcert=theirs'))).toMatch(/certificate/)
    expect(await refusal(at('sslmode=verify-full&sslrootcert=theirs'))).toMatch(/certificate/)
    expect(await refusal(at('sslmode=verify-ca'))).toMatch(/certificate/)
  })

  test('under a name that its certificate does not hold is refused by verify-full alone', async () => {
    expect(await encryptedBy(at('sslmode=verify-ca&sslrootcert=ours', 'localhost'))).toBe(true)
    expect(await refusal(at('sslmode=verify-full&sslrootcert=ours', 'localhost'))).toContain('localhost')
  })

  test('is what the plan says of the connection', async () => {
    const words: string[] = []
    for (const query of ['sslmode=disable', 'sslmode=require', 'sslmode=verify-full&sslrootcert=ours']) {
      const project = await projectWith({ '0001_t.sql': table('t', 'a integer') }, { database: at(query) })
      const plan = await planAction(project)
      const text = planText(plan, {
        target: 'db',
        width: 80,
        protection: project.dialect.protection?.(project.url) ?? '',
      })
      words.push(text.split('\n')[1] ?? '')
    }
    expect(words).toEqual([
      'Connection: not encrypted, and it does not leave this machine',
      'Connection: encrypted; nobody checks who the server is (sslmode=require)',
      'Connection: encrypted; the certificate and its name are checked (sslmode=verify-full)',
    ])
  })
})

describe.skipIf(plainServer === undefined)('a server that does not encrypt', () => {
  const plain = (query: string): string => `${plainServer?.url}?${query}`

  test('is used by prefer, and by nothing that asks for more', async () => {
    const isEncrypted = await encryptedBy(plain('sslmode=prefer'))
    if (isEncrypted) return // this one does
    for (const mode of ['require', 'verify-ca', 'verify-full'])
      expect(await refusal(plain(`sslmode=${mode}`))).toMatch(/SSL/)
  })
})
