export { double } from '../../../packages/millwright/src/index.ts'
