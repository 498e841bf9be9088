export { connect } from '../dialects/sqlite/connect.ts'
