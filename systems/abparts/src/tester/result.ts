import type { Metrics, Mismatch, TestResult } from '../reports/test-report.ts'

/** Compares two records of values, member by member. */
function mismatchesOf(
  expected: Readonly<Record<string, unknown>>,
  actual: Readonly<Record<string, unknown>>,
): readonly Mismatch[] {
  const names = [...new Set([...Object.keys(expected), ...Object.keys(actual)])]
  return names
    .map((name) => ({ name, expected: textOf(expected[name]), actual: textOf(actual[name]) }))
    .filter((one) => one.expected !== one.actual)
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : (JSON.stringify(value) ?? 'nothing'))

/** Members of members, by their path. */
export function flat(value: object, path = ''): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, member]: [string, unknown]) => {
      const at = path === '' ? name : `${path}.${name}`
      return typeof member === 'object' && member !== null ? Object.entries(flat(member, at)) : [[at, member]]
    }),
  )
}

export const noMetrics: Metrics = {
  migration_duration: 0,
  validation_duration: 0,
  rollback_duration: 0,
  memory_usage_mb: 0,
  database_size_before_mb: 0,
  database_size_after_mb: 0,
}

/** The result of a test from what it compared: it passed when nothing differs and nothing went wrong. */
export function resultOf(about: Omit<TestResult, 'success' | 'mismatches'>): TestResult {
  const mismatches = mismatchesOf(about.expected, about.actual)
  return { ...about, success: mismatches.length === 0 && about.error_message === null, mismatches }
}

/** Seconds that some work took, to the millisecond. */
export async function timed<T>(work: () => Promise<T>): Promise<readonly [T, number]> {
  const began = performance.now()
  const result = await work()
  return [result, Math.round(performance.now() - began) / 1000]
}

/** A test that breaks off is a result as well. */
export async function caught(
  about: Pick<TestResult, 'sample_name' | 'sample_description'>,
  work: () => Promise<TestResult>,
): Promise<TestResult> {
  try {
    return await work()
  } catch (error) {
    const error_message = error instanceof Error ? error.message : String(error)
    return resultOf({
      ...about,
      error_message,
      performance_metrics: noMetrics,
      migration_status: 'failed',
      validation_summary: '',
      expected: {},
      actual: {},
    })
  }
}
