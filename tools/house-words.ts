/** Fails when a tracked file names a package registry, a path of somebody's machine, or how the file came to be written. */
import { execFileSync } from 'node:child_process'
import { existsSync, globSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'

type Rule = { readonly what: string; readonly pattern: RegExp }
type Hit = { readonly path: string; readonly line: number; readonly what: string; readonly word: string }

/** One letter of each word stands in brackets, so that this file passes its own gate. */
const rules: readonly Rule[] = [
  { what: 'a registry host', pattern: /\bregistry\.[a-z0-9-]+\.[a-z]+|\bnp[m]js\.(?:org|com)|\byarnp[k]g\.com/i },
  { what: 'a registry host', pattern: /\bhttps?:\/\/[^\s"']+\/-\/[^\s"']+\.tgz/i },
  {
    what: "a machine's path",
    pattern: /(?<![\w.$)}\]-])\/(?:wor[k]|roo[t]|User[s]|hom[e]\/\w+)\/\w|\/tm[p]\/\w*_jobs/,
  },
  {
    what: 'a foreign word',
    pattern: /\b(?:bash_[j]obs|sub-?ag[e]nts?|cl[a]ude|anthr[o]pic|chatg[p]t|co-auth[o]red-by)\b/i,
  },
  { what: 'a document outside the project', pattern: /\bDES[I]GN\.md|\.\.\/shar[e]d\/|\bissues sho[w]\b/ },
]

const root = process.argv[2] ?? process.cwd()
const paths = trackedFiles()
const hits = paths.flatMap(hitsIn)
for (const { path, line, what, word } of hits) console.error(`${path}:${line}: ${what}: ${word}`)
console.log(`${paths.length} files, ${hits.length} hits`)
process.exitCode = hits.length > 0 || paths.length === 0 ? 1 : 0

/** What git tracks; in a copy without git, everything but what tools have made. */
function trackedFiles(): string[] {
  if (!existsSync(join(root, '.git'))) return globSync('**', { cwd: root, exclude: isMade }).filter(isFile)
  const listed = execFileSync('git', ['ls-files', '-z'], { cwd: root, encoding: 'utf8', maxBuffer: 1 << 26 })
  return listed.split('\0').filter((path) => path !== '')
}

function isMade(path: string): boolean {
  return /(^|\/)(node_modules|dist|\.cache|\.millwright)$/.test(path)
}

function isFile(path: string): boolean {
  return statSync(join(root, path)).isFile()
}

function hitsIn(path: string): Hit[] {
  const text = textOf(path)
  if (!rules.some(({ pattern }) => pattern.test(text))) return []
  return text.split('\n').flatMap((line, at) => hitsOn(line).map((hit) => ({ path, line: at + 1, ...hit })))
}

/** Empty for a file that is gone from the working tree and for one that is not text. */
function textOf(path: string): string {
  try {
    const text = readFileSync(join(root, path), 'utf8')
    return text.slice(0, 8192).includes('\0') ? '' : text
  } catch {
    return ''
  }
}

function hitsOn(line: string): { what: string; word: string }[] {
  return rules.flatMap(({ what, pattern }) => {
    const word = pattern.exec(line)?.[0]
    return word === undefined ? [] : [{ what, word }]
  })
}
