export { double } from './kernel/double.ts'
