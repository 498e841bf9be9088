import { relative } from 'node:path'
import type { Call } from './command.ts'

/** A path as somebody in this folder would type it. */
export function near({ io }: Pick<Call, 'io'>, path: string): string {
  const short = relative(io.cwd, path)
  return short === '' || short.startsWith('..') ? path : short
}
