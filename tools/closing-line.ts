/**
 * `node tools/closing-line.ts STATUS`: prints `N passed, N failed` for the test run that has just ended with STATUS.
 * The numbers are those of Vitest's own record; a run that stopped before Vitest, or beside it, counts as one failure.
 */
import { readFileSync } from 'node:fs'

type TestFile = { readonly status: string; readonly assertionResults: readonly { readonly status: string }[] }
type Run = {
  readonly numPassedTests: number
  readonly numFailedTests: number
  readonly testResults: readonly TestFile[]
}

const { passed, failed } = count(readRecord('.cache/vitest.json'))
const stopped = process.argv[2] !== '0' && failed === 0
console.log(`${passed} passed, ${stopped ? 1 : failed} failed`)

function readRecord(file: string): Run | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Run
  } catch {
    return undefined
  }
}

function count(run: Run | undefined): { passed: number; failed: number } {
  if (run === undefined) return { passed: 0, failed: 0 }
  return { passed: run.numPassedTests, failed: run.numFailedTests + run.testResults.filter(failedToLoad).length }
}

/** Such a file has no failed test, and is a failure all the same. */
function failedToLoad({ status, assertionResults }: TestFile): boolean {
  return status === 'failed' && assertionResults.every((test) => test.status !== 'failed')
}
