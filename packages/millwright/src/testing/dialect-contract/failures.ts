import { describe, expect, test } from 'vitest'
import { sql } from '../../kernel/sql.ts'
import { type About, countRows, failureOf, makeParts } from './subject.ts'

export function describeFailures(about: About): void {
  describe('failure', () => {
    test('is told by its kind', async () => {
      const subject = about()
      await makeParts(subject)
      const { given, db } = subject
      expect(await failureOf(subject, db.run(sql`selec 1`))).toBe('syntax')
      expect(await failureOf(subject, db.run(sql`insert into parts values (1, null, 1)`))).toBe('constraint')
      expect(await failureOf(subject, given.dialect.open(given.beside('not there')))).toBe('cannotOpen')
      expect(given.dialect.failure(new Error('something else'))).toBe('other')
      expect(given.dialect.failure(undefined)).toBe('other')
    })

    test('a second writer waits and is then told who is busy', async () => {
      const subject = about()
      const { given, db } = subject
      if (!given.dialect.can.manySessions) return
      await makeParts(subject)
      const other = await given.dialect.open(given.url, { busyMs: 50 })
      await db.transaction(async (tx) => {
        await tx.run(sql`insert into parts values (1, 'a', 1)`)
        const started = performance.now()
        const second = other.transaction((inner) => inner.run(sql`insert into parts values (1, 'b', 1)`))
        expect(await failureOf(subject, second)).toBe('busy')
        expect(performance.now() - started).toBeGreaterThan(45)
      })
      expect(await countRows(other)).toBe(1n)
      await other.close()
    })

    test('a read-only connection writes nothing', async () => {
      const subject = about()
      await makeParts(subject)
      const other = await subject.given.dialect.open(subject.given.url, { readOnly: true })
      expect(await failureOf(subject, other.run(sql`delete from parts`))).toBe('readOnly')
      expect(await countRows(other)).toBe(0n)
      await other.close()
    })
  })
}
