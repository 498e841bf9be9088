import { afterAll, describe, test } from 'vitest'
import { findPostgres, type TestServer } from '../../src/testing/postgres-server.ts'

const found = await findPostgres()

/** The server for the tests of one file; without one they are skipped, and the reason is printed. */
export const server: TestServer | undefined = 'missing' in found ? undefined : found

if ('missing' in found) describe(found.missing, () => test.skip('needs a server', () => undefined))

afterAll(async () => server?.close())
