/**
 * `node tools/closing-line.ts STATUS`: prints `N passed, N failed` for the test run that has just ended with STATUS.
 * The numbers are those of Vitest's own record; a run that stopped before Vitest, or beside it, counts as one failure.
 */
import { readFileSync } from 'node:fs'

type Record = { readonly numPassedTests: number; readonly numFailedTests: number; readonly numFailedTestSuites: number }

const { passed, failed } = count(readRecord('.cache/vitest.json'))
const stopped = process.argv[2] !== '0' && failed === 0
console.log(`${passed} passed, ${stopped ? 1 : failed} failed`)

function readRecord(file: string): Record | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Record
  } catch {
    return undefined
  }
}

/** A test file that cannot even be loaded has no failed test, and is a failure all the same. */
function count(record: Record | undefined): { passed: number; failed: number } {
  if (record === undefined) return { passed: 0, failed: 0 }
  return { passed: record.numPassedTests, failed: record.numFailedTests || record.numFailedTestSuites }
}
