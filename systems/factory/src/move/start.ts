import { fileURLToPath } from 'node:url'
import { leftBehind } from './facts.ts'
import type { MoveParams } from './project.ts'

/** Where the factory of `npm start` is: the legacy database, the new one, and what the move left beside them. */
export const startPlace = fileURLToPath(new URL('../../.millwright/start', import.meta.url))

const at = (name: string): string => `${startPlace}/${name}`

export const startTarget = `pglite:${at('factory')}`
export const startArtefacts = at('artefacts')

/** What is decided about its move. */
export const startParams = {
  source: `pglite:${at('legacy')}`,
  from: '2025-03-08',
  to: '2025-04-06',
  accept: leftBehind.join(','),
  password: 'drop',
} as const satisfies MoveParams
