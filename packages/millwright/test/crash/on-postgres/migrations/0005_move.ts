export { default } from '../../migrations/0005_move.ts'
