import type { ProjectFlags } from '../actions/project.ts'
import { type Call, type Command, given, type Io } from './command.ts'
import { parse } from './parse.ts'

type Typed = { readonly words: readonly string[]; readonly io: Io }

/** The typed words as a command sees them. @throws CLI102 to CLI107 */
export function makeCall(name: string, command: Command, { words, io }: Typed): Call {
  const { args, flags } = parse(name, command, words)
  const value = (flag: string) => flags.get(flag)?.[0]
  const values = (flag: string) => flags.get(flag) ?? []
  const where = (): ProjectFlags => {
    const flagged = given({ config: value('config'), url: value('url'), migrations: value('migrations') })
    return { cwd: io.cwd, ...flagged, params: paramsOf(values('param')) }
  }
  return {
    args,
    isJson: flags.has('json'),
    io,
    has: (flag) => flags.has(flag),
    value,
    values,
    count: (flag) => (value(flag) === undefined ? undefined : Number(value(flag))),
    where,
    project: async () => (await import('../actions/project.ts')).openProject(where()),
  }
}

const paramsOf = (pairs: readonly string[]): Readonly<Record<string, string>> =>
  Object.fromEntries(pairs.map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]))
