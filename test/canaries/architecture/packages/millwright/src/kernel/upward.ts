import { tables } from '../schema/schema.ts'
export const count = (): number => tables.length
