import type { Result } from '../evaluate.ts'
import { messageFor, type Severity } from '../rule.ts'
import {
  changedColumns,
  changedEnums,
  changedPrograms,
  type Comparison,
  doubleIndexes,
  isBackupName,
  missingColumns,
  missingConstraints,
  missingIndexes,
  missingTables,
  unexpectedObjects,
  zonelessColumns,
} from './compare.ts'

type SchemaRule = {
  readonly id: string
  readonly checkName: string
  readonly severity: Severity | ((names: readonly string[]) => Severity)
  readonly message: string
  readonly find: (comparison: Comparison) => readonly string[]
}

/** The rules about the schema itself, SCH-01 to SCH-09. */
export const schemaRules: readonly SchemaRule[] = [
  {
    id: 'SCH-01',
    checkName: 'schema_tables_missing',
    severity: 'critical',
    message: '{n} {table is|tables are} missing',
    find: missingTables,
  },
  {
    id: 'SCH-02',
    checkName: 'schema_columns_missing',
    severity: 'critical',
    message: '{n} {column is|columns are} missing',
    find: missingColumns,
  },
  {
    id: 'SCH-03',
    checkName: 'schema_unexpected_objects',
    severity: (names) => (names.some(isBackupName) ? 'warning' : 'info'),
    message: '{n} {table or column is|tables or columns are} not expected',
    find: unexpectedObjects,
  },
  {
    id: 'SCH-04',
    checkName: 'schema_columns_differ',
    severity: 'error',
    message: '{n} {column is|columns are} other than expected',
    find: changedColumns,
  },
  {
    id: 'SCH-05',
    checkName: 'schema_constraints_differ',
    severity: 'error',
    message: '{n} {key or check is|keys or checks are} missing or different',
    find: missingConstraints,
  },
  {
    id: 'SCH-06',
    checkName: 'schema_indexes_differ',
    severity: 'warning',
    message: '{n} {index is|indexes are} missing or there twice',
    find: (comparison) => [...missingIndexes(comparison), ...doubleIndexes(comparison)],
  },
  {
    id: 'SCH-07',
    checkName: 'schema_enums_differ',
    severity: 'error',
    message: '{n} {type has|types have} other values than expected',
    find: changedEnums,
  },
  {
    id: 'SCH-08',
    checkName: 'schema_triggers_differ',
    severity: 'error',
    message: '{n} {trigger or function is|triggers or functions are} missing, extra or different',
    find: changedPrograms,
  },
  {
    id: 'SCH-09',
    checkName: 'schema_times_without_zone',
    severity: 'warning',
    message: '{n} {column holds|columns hold} times without a zone next to times with one',
    find: zonelessColumns,
  },
]

/** What the rules find, with at most `sample` names each. */
export function schemaResults(comparison: Comparison, sample: number): readonly Result[] {
  return schemaRules.flatMap(({ id, checkName, severity, message, find }) => {
    const names = find(comparison)
    if (names.length === 0) return []
    return {
      id,
      check_name: checkName,
      group: 'structure',
      severity: typeof severity === 'string' ? severity : severity(names),
      message: messageFor(message, names.length),
      affected_records: names.length,
      details: { sample: names.slice(0, sample), truncated: names.length > sample },
    } as const
  })
}
