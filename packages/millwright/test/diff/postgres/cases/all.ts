import type { Case } from '../walk.ts'
import { columns, counters } from './columns.ts'
import { constraints, indexes } from './constraints.ts'
import { odd } from './odd.ts'
import { programs, tables } from './programs.ts'
import { proofs } from './proofs.ts'
import { types } from './types.ts'

/** Every case of the conformance suite. */
export const cases: readonly Case[] = [
  ...columns,
  ...counters,
  ...types,
  ...constraints,
  ...indexes,
  ...programs,
  ...tables,
  ...odd,
  ...proofs,
]
