import { randomUUID } from 'node:crypto'
import { isSampleName, type SampleName, sampleNames, samples } from '../generator/sizes.ts'
import { type ManagerOptions, placesOf } from '../manager/options.ts'
import { testPage } from '../reports/pages.ts'
import { saveReport } from '../reports/save.ts'
import type { TestReport, TestResult, TestType } from '../reports/test-report.ts'
import { testDefects } from './defect-test.ts'
import { caught } from './result.ts'
import { testRollback } from './rollback-test.ts'
import { type Sample, testSample } from './sample-test.ts'
import { Workshop } from './throwaway.ts'

/**
 * Tests the migration on databases that it makes and throws away: of `url` only the server is used.
 *
 * @example
 * const tester = new MigrationTester()
 * const small = tester.createTestSamples().find(({ name }) => name === 'small_sample')
 * const { success } = await tester.testMigrationWithSample(small)
 */
export class MigrationTester {
  readonly #options: ManagerOptions
  readonly #onResult: (result: TestResult) => void

  constructor(options: ManagerOptions = {}, onResult: (result: TestResult) => void = () => {}) {
    this.#options = options
    this.#onResult = onResult
  }

  /** The five samples, from the smallest to the size that production was planned for. */
  createTestSamples(): readonly Sample[] {
    return sampleNames.map(sampleOf)
  }

  /** One sample there and back. @throws RangeError for a sample that there is not */
  async testMigrationWithSample(sample: { readonly name: string }): Promise<TestResult> {
    const { name } = sample
    if (!isSampleName(name)) throw new RangeError(`There is no sample ${name}: use one of ${sampleNames.join(', ')}.`)
    return this.#inWorkshop((workshop) => oneSample(workshop, name))
  }

  /** 23 ways back, each compared with what was there before. */
  testRollback(): Promise<TestReport> {
    return this.run('rollback')
  }

  /** All ways back, all samples, and all samples with defects. */
  runComprehensiveTests(): Promise<TestReport> {
    return this.run('comprehensive')
  }

  /** Runs a test and writes its report. */
  async run(type: TestType, sample: SampleName = 'small_sample'): Promise<TestReport> {
    const began = { at: new Date(), ticks: performance.now() }
    const results: TestResult[] = []
    await this.#inWorkshop(async (workshop) => {
      for await (const result of resultsOf(workshop, type, sample)) {
        results.push(result)
        this.#onResult(result)
      }
    })
    const report: TestReport = {
      test_id: randomUUID(),
      timestamp: began.at.toISOString(),
      type,
      success: results.every(({ success }) => success),
      duration_ms: Math.round(performance.now() - began.ticks),
      results,
    }
    const { reports } = placesOf(this.#options)
    saveReport(reports, `migration_test_results_${report.test_id}`, { document: report, page: testPage(report) })
    return report
  }

  async #inWorkshop<T>(work: (workshop: Workshop) => Promise<T>): Promise<T> {
    const workshop = new Workshop(this.#options.url)
    try {
      return await work(workshop)
    } finally {
      await workshop.dispose()
    }
  }
}

async function* resultsOf(workshop: Workshop, type: TestType, sample: SampleName): AsyncGenerator<TestResult> {
  if (type === 'sample') yield await oneSample(workshop, sample)
  else yield* testRollback(workshop)
  if (type !== 'comprehensive') return
  for (const name of sampleNames) yield await oneSample(workshop, name)
  for (const name of sampleNames) {
    const { description } = sampleOf(name)
    const about = { sample_name: `${name} with defects`, sample_description: description }
    yield await caught(about, () => testDefects(workshop, sampleOf(name)))
  }
}

function oneSample(workshop: Workshop, name: SampleName): Promise<TestResult> {
  const sample = sampleOf(name)
  return caught({ sample_name: name, sample_description: sample.description }, async () => {
    const made = await workshop.make({ sample: name })
    try {
      return await testSample(made, sample)
    } finally {
      await made.dispose()
    }
  })
}

function sampleOf(name: SampleName): Sample {
  const { organizations, users, parts, machines, warehouses, inventory } = samples[name]
  const description = `${organizations} organisations, ${users} users, ${parts} parts, ${machines} machines, ${warehouses} warehouses, ${inventory} stock rows`
  return { name, description }
}
