import { relative } from 'node:path'

/** Where the person stands: npm runs scripts in the workspace's folder, and says where it was called. */
export const cwd = (): string => process.env['INIT_CWD'] ?? process.cwd()

/** A path as it is shorter to type: from where the person stands, or whole. */
export function near(path: string): string {
  const short = relative(cwd(), path)
  return short !== '' && short.length < path.length ? short : path
}
