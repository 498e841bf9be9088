import { expect, test } from 'vitest'
import { stepNames } from '../../src/reports/steps.ts'
import { MigrationTester } from '../../src/tester/tester.ts'
import { server } from '../support/databases.ts'
import { describeServer, expectShape } from '../support/targets.ts'

describeServer('the tester', ({ make }) => {
  test('breaks every step, kills a process in every step, and finds 23 databases as they were', {
    timeout: 590_000,
  }, async () => {
    const { directory } = await make()
    const report = await new MigrationTester({ url: server, directory }).testRollback()
    expectShape('test', report)
    expect(report.results.filter(({ success }) => !success)).toEqual([])
    expect(report.results.map(({ sample_name: name }) => name)).toEqual([
      'minimal_sample: migrated and taken back',
      ...stepNames.map((name) => `minimal_sample: failure in ${name}`),
      ...stepNames.map((name) => `minimal_sample: killed in ${name}`),
    ])
    expect(report.success).toBe(true)
  })

  test('offers the five samples', () => {
    const samples = new MigrationTester().createTestSamples()
    expect(samples.map(({ name }) => name)).toEqual([
      'minimal_sample',
      'small_sample',
      'medium_sample',
      'large_sample',
      'production_scale',
    ])
  })
})
