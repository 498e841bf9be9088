import { type Call, type Command, given, type Io } from './command.ts'
import { parse } from './parse.ts'

type Typed = { readonly words: readonly string[]; readonly io: Io }

/** The typed words as a command sees them. @throws CLI102 to CLI107 */
export function makeCall(name: string, command: Command, { words, io }: Typed): Call {
  const { args, flags } = parse(name, command, words)
  const value = (flag: string) => flags.get(flag)?.[0]
  const values = (flag: string) => flags.get(flag) ?? []
  return {
    args,
    isJson: flags.has('json'),
    io,
    has: (flag) => flags.has(flag),
    value,
    values,
    count: (flag) => (value(flag) === undefined ? undefined : Number(value(flag))),
    project: async () => {
      const { openProject } = await import('../actions/project.ts')
      const { cwd } = io
      const where = given({ config: value('config'), url: value('url'), migrations: value('migrations') })
      return openProject({ cwd, ...where, params: paramsOf(values('param')) })
    },
  }
}

const paramsOf = (pairs: readonly string[]): Readonly<Record<string, string>> =>
  Object.fromEntries(pairs.map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]))
