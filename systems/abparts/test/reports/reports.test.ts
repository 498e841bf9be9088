import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { watchSteps } from '../../src/cli/screen.ts'
import { html, page, section, table } from '../../src/reports/html.ts'
import { MigrationLog } from '../../src/reports/log.ts'
import { testPage } from '../../src/reports/pages.ts'
import { StepBook } from '../../src/reports/step-book.ts'
import { newStep, noCounts } from '../../src/reports/steps.ts'
import type { TestReport } from '../../src/reports/test-report.ts'
import { expectShape } from '../support/targets.ts'

const folder = mkdtempSync(join(tmpdir(), 'abparts-reports-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const at = (): Date => new Date('2026-02-01T08:00:00.412Z')

test('a line of the log, for people and for programs', () => {
  const log = new MigrationLog(join(folder, 'lines'), 'INFO', at)
  log.write({ level: 'DEBUG', component: 'migration', text: 'not written' })
  log.write({ level: 'WARNING', component: 'migration', text: 'two\n  lines', facts: { migration_id: 'x' } })
  expect(readFileSync(join(folder, 'lines', 'migration.log'), 'utf8')).toBe(
    '2026-02-01 08:00:00,412 - migration - WARNING - two lines\n',
  )
  expect(JSON.parse(readFileSync(join(folder, 'lines', 'migration.jsonl'), 'utf8'))).toEqual({
    at: '2026-02-01T08:00:00.412Z',
    level: 'WARNING',
    component: 'migration',
    text: 'two lines',
    migration_id: 'x',
  })
  expect(statSync(join(folder, 'lines', 'migration.log')).mode & 0o777).toBe(0o600)
})

test('a log is rotated at ten megabytes, and five old ones are kept', () => {
  const place = join(folder, 'rotated')
  const log = new MigrationLog(place, 'INFO', at)
  for (let n = 0; n < 7; n++) {
    writeFileSync(join(place, 'migration.log'), `${n}`.padEnd(10_000_000, '.'))
    log.write({ level: 'INFO', component: 'migration', text: 'new' })
  }
  const names = readdirSync(place).filter((name) => name.startsWith('migration.log'))
  expect(names.toSorted()).toEqual(['migration.log', ...[1, 2, 3, 4, 5].map((n) => `migration.log.${n}`)])
  expect([1, 5].map((n) => readFileSync(join(place, `migration.log.${n}`), 'utf8')[0])).toEqual(['6', '2'])
})

test('what stands in a page is text, whatever it says', () => {
  const evil = `<script>alert('x')</script>\u202e"&`
  const text = page(evil, { word: evil, tone: 'bad', why: evil }, [section(evil, table([evil], [[evil]]))])
  expect(text).not.toMatch(/<script|\u202e|https?:/)
  expect(text).toContain('&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;\\u202e&quot;&amp;')
  expect(html`<b>${[html`<i>${1}</i>`]}</b>`.markup).toBe('<b><i>1</i></b>')
})

test('a step with two works counts a record once, and the first error stays', () => {
  const book = new StepBook(() => {}, at)
  const counters = { read: 10, inserted: 0, updated: 10, unchanged: 0, deleted: 0, merged: 0, filtered: 0, rejected: 0 }
  const event = { run: 'r', seq: 1, at: at().toISOString(), migration: '0003', ms: 1 } as const
  book.take({ ...event, type: 'stepDone', step: 'migrate_organizations', counters })
  book.take({
    ...event,
    type: 'stepDone',
    step: 'migrate_organizations: parents',
    counters: { ...counters, updated: 1, unchanged: 9 },
  })
  expect(book.steps[2]).toMatchObject({ records_processed: 10, counts: { ...noCounts, read: 10, updated: 10 } })
  book.fail('migrate_users', 'the first')
  book.fail('migrate_users', 'current transaction is aborted')
  expect(book.steps[4]).toMatchObject({ status: 'failed', error_message: 'the first' })
  book.rollBack()
  expect(book.steps.map(({ status }) => status).slice(2, 5)).toEqual(['rolled_back', 'not_started', 'failed'])
})

test('progress is a bar of thirty cells on a terminal, and one line for each step anywhere else', () => {
  const shown: string[] = []
  const write = (text: string): void => void shown.push(text)
  const step = { ...newStep('migrate_users'), status: 'in_progress', records_processed: 10, records_total: 20 } as const
  watchSteps({ isTerminal: true, write })({ type: 'step', step })
  expect(shown).toEqual([`\r[${'█'.repeat(15)}${'-'.repeat(15)}]  50 % migrate_users\u001B[K`])
  shown.length = 0
  const show = watchSteps({ isTerminal: false, write })
  for (const status of ['in_progress', 'completed', 'completed'] as const)
    show({ type: 'step', step: { ...step, status } })
  expect(shown).toEqual(['[ 5/11] migrate_users                completed 10 of 20\n'])
})

test('the report of a test has its published shape, and a page', () => {
  const metrics = { migration_duration: 1.5, validation_duration: 0.1, rollback_duration: 0.2 }
  const sizes = { memory_usage_mb: 100, database_size_before_mb: 8.1, database_size_after_mb: 9 }
  const report: TestReport = {
    test_id: '00000000-0000-4000-8000-000000000000',
    timestamp: at().toISOString(),
    type: 'sample',
    success: false,
    duration_ms: 12,
    results: [
      {
        sample_name: 'minimal_sample',
        sample_description: '3 organisations',
        success: false,
        error_message: null,
        performance_metrics: { ...metrics, ...sizes },
        migration_status: 'completed',
        validation_summary: '55/55 passed',
        expected: { warehouses: 3 },
        actual: { warehouses: 4 },
        mismatches: [{ name: 'warehouses', expected: '3', actual: '4' }],
      },
    ],
  }
  expectShape('test', report)
  expect(testPage(report)).toContain('warehouses: 4, not 3')
})
