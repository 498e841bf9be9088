import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { commandPages } from '../../../tools/docs/command-pages.ts'
import { problemsIn, problemsPage } from '../../../tools/docs/problems-page.ts'
import { registry } from '../src/cli/registry.ts'

const root = fileURLToPath(new URL('../../..', import.meta.url))
const docs = join(root, 'docs')

describe('the manual', () => {
  test('has one page for every command, as its help says it; `npm run docs` writes them', async () => {
    const pages = await commandPages()
    expect(readdirSync(join(docs, 'commands')).toSorted()).toEqual([...pages.keys()].toSorted())
    for (const [file, text] of pages) expect(readFileSync(join(docs, 'commands', file), 'utf8'), file).toBe(text)
  })

  test('explains every error code; `npm run docs` writes it', async () => {
    expect(readFileSync(join(docs, 'problems.md'), 'utf8')).toBe(await problemsPage(root))
  })

  test('gives every command an example, its exit codes and a summary', async () => {
    for (const entry of registry) {
      const { name, summary } = entry
      const command = await entry.load()
      expect(summary, name).not.toBe('')
      expect(command.examples.length, name).toBeGreaterThan(0)
      for (const [typed] of command.examples) expect(typed).toMatch(new RegExp(`^millwright ${name}( |$)`))
      const codes = command.exits.map(([code]) => code)
      expect(codes, name).toEqual(codes.toSorted((a, b) => a - b))
    }
  })

  test('names only commands that are there', async () => {
    const known = new Set(registry.flatMap(({ name, alias }) => [name, name.split(' ')[0], alias]))
    const texts = (await problemsIn(root)).flatMap(({ problem }) => Object.values(problem.text))
    const named = texts.flatMap((text) => [
      ...text.matchAll(/`millwright ([a-z]+(?: (?:list|create|prove|restore|prune|export|retry))?)/g),
    ])
    expect(named.map(([, command]) => command).filter((command) => !known.has(command))).toEqual([])
  })
})

describe('error codes', () => {
  test('are used once each', async () => {
    const codes = (await problemsIn(root)).map(({ code }) => code)
    expect(codes.filter((code, at) => codes.indexOf(code) !== at)).toEqual([])
    expect(codes.length).toBeGreaterThan(100)
  })

  test('say in whole sentences what happened, what state the data is in, and what to type', async () => {
    for (const { code, problem } of await problemsIn(root)) {
      const { what, state, next } = problem.text
      for (const sentence of [what, state, next]) expect(sentence, code).not.toMatch(/undefined|\[object|NaN/)
      expect(state, code).toMatch(/[.]$/)
    }
  })
})
