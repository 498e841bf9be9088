export { double } from './kernel/double.ts'
export const version = '0.1.0'
