export { type CrashReport, type CrashScenario, crashSweep } from './crash-sweep.ts'
export { describeDialect, type DialectUnderTest } from './dialect-contract.ts'
export { listOf, type MadeRecords } from './list-source.ts'
export { type DatabaseState, stateOf } from './state-of.ts'
