import type { ProjectFlags } from '../actions/project.ts'
import { type Call, type Command, given, type Io } from './command.ts'
import type { Parsed } from './parse.ts'

type Typed = { readonly words: readonly string[]; readonly io: Io }

/** The typed words as a command sees them. @throws CLI102 to CLI107 */
export async function makeCall(name: string, command: Command, { words, io }: Typed): Promise<Call> {
  const { args, flags } = await read(name, command, words)
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

/** The parser is loaded when there is something to parse: a third of the time that a command without words takes. */
async function read(name: string, command: Command, words: readonly string[]): Promise<Parsed> {
  const needsNone = (command.args ?? []).every(({ optional }) => optional === true)
  if (words.length === 0 && needsNone) return { args: [], flags: new Map() }
  return (await import('./parse.ts')).parse(name, command, words)
}

const paramsOf = (pairs: readonly string[]): Readonly<Record<string, string>> =>
  Object.fromEntries(pairs.map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]))
