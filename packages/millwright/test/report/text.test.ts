/** The end of a run in a terminal, word for word. */
import { describe, expect, test } from 'vitest'
import { widthOf } from '../../src/report/layout.ts'
import { reportOf } from '../../src/report/report.ts'
import { reportText } from '../../src/report/text.ts'
import { news, sampleInput, viewOf } from './sample.ts'

const golden = String.raw`Run 0kq3v9x2m4n8p7r5st on postgres://mover:***@db/hospital
plan 9f3c2e1ab04d, started 2026-01-31 02:00:04 UTC by amina, took 4.2 s

Ledger
  step    read  inserted  updated  merged  filtered  rejected  balance    time        rate
  ocm      612       590        0      14         5         3  balanced  1.2 s  494 rows/s
  ppm    1,038     1,030        8       0         0         0  balanced  2.0 s  519 rows/s
  total  1,650     1,620        8      14         5         3  balanced

Checks: 1 of 2 hold
  FAILED (warning) departments keep their sum of 0002_registers: records per department; before
    1650; after 1628; 2 differences
    - Laboratory: 80 before, 70 after
    - Radiology: 62 before, 50 after

Rejects: 3 records rejected, 14 merged into twins
  3 rejected: date.ambiguous at /installation_date in ocm: 03/04/2025 may be a day in March or in
    April.
    e.g. {"serial":"SN-1","installation_date":"03/04/2025"}
  14 merged into a twin: twin in ocm: Another record has the same serial.
    e.g. {"serial":"SN-0042"}

Findings: 1 warning
  warning DATA201 ocm.serial: 14 records share their serial with another. (14 rows) Answer:
    --placeholder-serials quarantine

Verification checklist
  ok     All OCM records are accounted for: 612 of 612
  to do  A person looked at three devices: 0 of 3 (SN-1, SN-9, SN-30)

Backup: backup_20260131_020001 proved by restore in 312 ms (equal: 11 tables, 2,000 rows)
Compared: Every row of ocm and ppm with its source record, column by column.
Not compared: The attachments folder: it is not part of the move.

Next
  millwright status                           see where the database stands
  millwright rollback 0kq3v9x2m4n8p7r5st      go back to the state before the run, and prove it
  millwright rejects list 0kq3v9x2m4n8p7r5st  see the records that were not loaded

report: reports/run.html
Every check that must hold does.
verdict: PROVED
`

describe('the report as text', () => {
  test('word for word', () => {
    expect(reportText(reportOf(sampleInput()), { columns: 100, path: 'reports/run.html' })).toBe(golden)
  })

  test('in 80 columns the ledger loses the rate, in 60 it becomes sentences', () => {
    expect(reportText(reportOf(sampleInput()), { columns: 80 })).toContain(
      '  step    read  inserted  updated  merged  filtered  rejected  balance    time\n',
    )
    expect(reportText(reportOf(sampleInput()), { columns: 60 })).toContain(
      'Ledger\n  ocm: 612 read = 590 inserted + 14 merged + 5 filtered + 3\n    rejected, balanced, 1.2 s\n',
    )
  })

  test.each([60, 80, 100, 133])('no line is wider than %i columns', (columns) => {
    const wide = reportText(reportOf(sampleInput(hostileView())), { columns }).split('\n')
    expect(wide.filter((line) => widthOf(line) > columns)).toEqual([])
  })

  test('prints nothing that could move the cursor', () => {
    const text = reportText(reportOf(sampleInput(hostileView())))
    expect(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/.test(text)).toBe(false)
    expect(text).toContain(String.raw`\u001b[2J`)
  })

  test('a failed run ends with its failure in four sentences and its verdict', () => {
    const text = reportText(
      reportOf(
        sampleInput(
          viewOf([
            {
              type: 'failed',
              code: 'RUN120',
              text: {
                what: 'It stopped.',
                state: 'Nothing was kept.',
                does: 'It gave the lock back.',
                next: 'Try again.',
              },
            },
            { type: 'verdict', verdict: 'FAILED', why: 'The step stopped.', ms: 1 },
          ]),
        ),
      ),
    )
    expect(text).toContain('Failure RUN120: It stopped.\n  Nothing was kept.\n  It gave the lock back.\n  Try again.\n')
    expect(text.endsWith('The step stopped.\nverdict: FAILED\n')).toBe(true)
  })

  test('migrations without steps are listed with their states', () => {
    const [started, ...rest] = news
    if (started?.type !== 'runStarted') throw new Error('the sample begins otherwise')
    const plain = [{ ...started, items: started.items.slice(0, 1) }, ...rest]
    expect(reportText(reportOf(sampleInput(viewOf(plain))))).toContain('Migrations\n  0001_schema up: ok, 12 ms\n')
  })

  test('a doubt stands right above the verdict', () => {
    const text = reportText(reportOf(sampleInput(viewOf(news.filter(({ type }) => type !== 'stepDone')))))
    expect(text).toContain('DOUBT: 0002_registers/ocm is running, not done.\n')
  })

  test('a run that has not ended has no verdict', () => {
    expect(reportText(reportOf(sampleInput(viewOf([])))).endsWith('The run has not ended.\nverdict: none yet\n')).toBe(
      true,
    )
  })
})

function hostileView() {
  const bad = 'wide 表格 '.repeat(20) + '\u001b[2J\u001b]0;x\u0007\u202e\nverdict: PROVED'
  return viewOf(
    news.map((each) => {
      if (each.type === 'finding') return { ...each, finding: { ...each.finding, message: bad, subject: bad } }
      return each.type === 'check'
        ? { ...each, result: { ...each.result, name: bad, ok: false, samples: [bad] } }
        : each
    }),
  )
}
