export { asSql } from './as-sql.ts'
export { sqliteDialect } from './sqlite-dialect.ts'
