/** The page of all error codes, made from the texts themselves: each is called with its parameters' names as values. */
import { globSync, readFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Problem, ProblemMaker } from '../../packages/millwright/src/kernel/problem.ts'

const source = 'packages/millwright/src'

type Explained = { readonly code: string; readonly from: string; readonly problem: Problem }

/** The text of docs/problems.md. */
export async function problemsPage(root: string): Promise<string> {
  const all = await problemsIn(root)
  const families = [...Map.groupBy(all, ({ code }) => code.replace(/\d+$/, ''))]
  const sections = families.map(([family, problems]) => sectionOf(family, problems))
  return `${[intro, table, ...sections].join('\n\n')}\n`
}

/** Every code that a problems.ts of the engine defines, in order. */
export async function problemsIn(root: string): Promise<readonly Explained[]> {
  const files = globSync(`${source}/**/problems.ts`, { cwd: root }).toSorted()
  const found = await Promise.all(files.map((file) => problemsOf(root, file)))
  return found.flat().toSorted((a, b) => (a.code < b.code ? -1 : 1))
}

const intro = `# Error codes

Every error has a code that never changes its meaning, and four sentences: what happened, the state of the data now,
what Millwright does by itself, and what to type next. Words in ‹…› stand for names and numbers of the case at hand.
Made from the program's own texts by \`npm run docs\`.`

const table = `| exit code | meaning |
|---|---|
| 0 | done and proved |
| 1 | an error that Millwright did not foresee |
| 2 | the command line or the configuration is not right; nothing was run |
| 3 | applied, but not proved |
| 4 | refused: a check, a lock, a drift, or pending work for \`status\` |
| 5 | paused; \`millwright resume\` goes on |
| 6 | reverted after a failure |`

async function problemsOf(root: string, file: string): Promise<readonly Explained[]> {
  const text = readFileSync(join(root, file), 'utf8')
  const made = (await import(pathToFileURL(join(root, file)).href)) as Readonly<Record<string, unknown>>
  const makers = Object.values(made).filter(isMaker)
  return makers.map((maker) => ({
    code: maker.code,
    from: basename(dirname(file)),
    problem: maker(...valuesFor(maker.code, text)),
  }))
}

type AnyMaker = ProblemMaker<readonly unknown[]>

const isMaker = (thing: unknown): thing is AnyMaker =>
  typeof thing === 'function' && typeof (thing as { code?: unknown }).code === 'string'

/** Values of the right type that say the parameter's name. */
function valuesFor(code: string, text: string): readonly unknown[] {
  const list = new RegExp(`defineProblem\\(\\s*'${code}',\\s*\\d,\\s*\\(([^)]*)\\)`).exec(text)?.[1] ?? ''
  return membersOf(list).map(([name, type]) => valueOf(name, type, text))
}

/** `name: type` pairs of a list of parameters or of the members of an object. */
const membersOf = (list: string): readonly (readonly [name: string, type: string])[] =>
  [...list.matchAll(/(\w+|\{[^}]*\})\??: (\{[^}]*\}|[^,;}]+)/g)].map(([, name = '', type = '']) => [name, type.trim()])

function valueOf(name: string, type: string, text: string): unknown {
  const word = `‹${name}›`
  const shape = type.startsWith('{') ? type : new RegExp(`type ${type} = (\\{[^}]*\\})`).exec(text)?.[1]
  if (shape !== undefined)
    return Object.fromEntries(membersOf(shape).map(([inner, kind]) => [inner, valueOf(inner, kind, text)]))
  if (type === 'number') return numberCalled(word)
  if (type.includes('Finding[]')) return [{ message: word }]
  return type.endsWith('[]') ? [word] : word
}

/** A number that prints as its parameter's name, with and without separators. */
const numberCalled = (word: string): unknown => ({
  toString: () => word,
  toLocaleString: () => word,
  [Symbol.toPrimitive]: (hint: string) => (hint === 'number' ? 2 : word),
})

const sectionOf = (family: string, problems: readonly Explained[]): string =>
  [`## ${family}`, ...problems.map(entryOf)].join('\n\n')

function entryOf({ code, problem }: Explained): string {
  const { what, state, does, next } = problem.text
  const lines = [
    `### ${code}`,
    what,
    `- **State:** ${state}\n${does === undefined ? '' : `- **By itself:** ${does}\n`}- **Next:** ${next}\n- **Exit code:** ${problem.exit}`,
  ]
  return lines.join('\n\n')
}
