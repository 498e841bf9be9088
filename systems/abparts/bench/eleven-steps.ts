/**
 * `node --conditions=millwright-source bench/eleven-steps.ts URL [rounds]`: production times one, moved by the bare statements in
 * one transaction, and by the migration with everything around it; medians of the same run. Only the server of URL is used.
 */
import { openDatabase } from '../src/database/open.ts'
import { DataMigrationManager } from '../src/manager/manager.ts'
import { runMove } from '../src/move/run-steps.ts'
import { stepNames } from '../src/reports/steps.ts'
import { Workshop } from '../src/tester/throwaway.ts'

const [url, rounds = '5'] = process.argv.slice(2)
const workshop = new Workshop(url)
const opening = { reference: 'MIGRATION-BENCH', date: '2026-02-01T08:00:00Z', notes: 'Opening balance' }
const bare: number[] = []
const whole: number[] = []
const steps: number[] = []
for (let round = 0; round < Number(rounds); round++) {
  bare.push(
    await onCopy(async ({ url: copy }) => {
      const db = await openDatabase(copy)
      const ms = await timed(() => runMove(db, { opening }))
      await db.close()
      return ms
    }),
  )
  whole.push(
    await onCopy(async (copy) =>
      timed(async () => {
        const report = await new DataMigrationManager(copy).runMigration({ force: true })
        if (report.verdict !== 'PROVED') throw new Error(report.reason)
        steps.push(report.steps.reduce((sum, step) => sum + (isMoving(step.name) ? (step.duration_ms ?? 0) : 0), 0))
      }),
    ),
  )
}
await workshop.dispose()
const [sql, all, moving] = [median(bare), median(whole), median(steps)]
process.stdout.write(`bare statements ${sql} ms, the migration ${all} ms, of that steps 3 to 9 ${moving} ms\n`)
process.stdout.write(
  `more than the bare statements: steps ${moving - sql} ms, with backup, proofs and rules ${all - sql} ms\n`,
)

function isMoving(name: string): boolean {
  const at = (stepNames as readonly string[]).indexOf(name)
  return at >= 2 && at <= 8
}

async function onCopy<T>(work: (copy: { readonly url: string; readonly directory: string }) => Promise<T>): Promise<T> {
  const copy = await workshop.make({ sample: 'production_scale' })
  try {
    return await work(copy)
  } finally {
    await copy.dispose()
  }
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now()
  await work()
  return Math.round(performance.now() - began)
}

function median(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? 0
}
