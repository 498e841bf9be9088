export { tables } from '../schema/schema.ts'
