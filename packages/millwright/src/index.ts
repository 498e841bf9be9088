export { type Adopted, adopt, type AdoptFlags } from './actions/adopt.ts'
export { type BackupComparison, backupCompare as compareBackup } from './actions/backup-compare.ts'
export {
  backupCreate as createBackup,
  type BackupFlags,
  backupList as listBackups,
  backupProve as proveBackup,
  backupRestore as restoreBackup,
  backupRestoreBeside as restoreBackupBeside,
  neededBackups,
  type PruneFlags,
  backupPrune as pruneBackups,
  type RestoreFlags,
} from './actions/backup.ts'
export { check, type CheckResult } from './actions/check.ts'
export { defineConfig, type Config } from './actions/config.ts'
export { type DiffFlags, diffSides as diff } from './actions/diff.ts'
export { down } from './actions/down.ts'
export { planAction as plan } from './actions/plan.ts'
export { openDatabase, openProject, type Project } from './actions/project.ts'
export { rehearse } from './actions/rehearse.ts'
export { resumeRun as resume } from './actions/resume.ts'
export { rollback } from './actions/rollback.ts'
export { openSeal, sealFor } from './actions/seal.ts'
export { show, type Shown, type ShowFlags } from './actions/show.ts'
export { stamp, type StampFlags, type StampResult } from './actions/stamp.ts'
export { squash, type SquashFlags, type SquashResult } from './actions/squash.ts'
export { status, type Status } from './actions/status.ts'
export { types, type TypesFlags } from './actions/types.ts'
export { up } from './actions/up.ts'
export { type RunResult, saveReport } from './actions/write-report.ts'
export type { BackupList } from './backup/list.ts'
export type { Manifest as Backup } from './backup/manifest.ts'
export type { ProvedBackup } from './backup/prove.ts'
export type { Restored } from './backup/restore.ts'
export type { Seal, SealFacts } from './backup/seal.ts'
export { backupSourceFile, restoreSourceFile, type SourceBackup } from './backup/source-files.ts'
export { makeTerminal, type Terminal } from './cli/terminal/terminal.ts'
export { defineMigration } from './history/define-migration.ts'
export type { Connection, Queries } from './kernel/connection.ts'
export { defineProblem, isProblem, Problem } from './kernel/problem.ts'
export { sql, type Sql } from './kernel/sql.ts'
export type { Row, Value } from './kernel/value.ts'
export type { RunEvent } from './ledger/events.ts'
export type { Report, Section, SectionRow } from './report/document.ts'
export { reportText } from './report/text.ts'
export { jsonFile } from './sources/json-file.ts'
export type { Position, Source, SourceChunk, SourcePin, SourceRecord } from './sources/source.ts'
export type { EachSpec, LoadSpec, Note, PruneSpec, RowInput, SourceSpec, Twins } from './steps/declared.ts'
export { defineMove, type MoveBuilder, type Params } from './steps/move.ts'
export { csv, json, ndjson, query, rows } from './steps/source-specs.ts'
