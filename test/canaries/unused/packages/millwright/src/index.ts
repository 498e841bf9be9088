export { double } from './kernel/double.ts'
export { imported } from './kernel/half-used.ts'
