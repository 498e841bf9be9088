import { copyFileSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Project } from 'millwright'
import { afterAll } from 'vitest'
import { generate, type GenerateOptions } from '../src/generator/generate.ts'
import { writeVoyage } from '../src/generator/write.ts'
import { logbookProject, shipTables } from '../src/project.ts'
import { type AtEnd, emptyPlace } from './support.ts'

export type Book = { readonly db: string; readonly project: Project }

const templates = new Map<string, Promise<string>>()

/** A book of its own at a revision; one is made for all tests of a file that want the same, and copied. */
export async function bookAt(target: string, options: Partial<GenerateOptions> = {}, atEnd?: AtEnd): Promise<Book> {
  const key = JSON.stringify([target, options])
  const made = templates.get(key) ?? makeTemplate(target, options)
  templates.set(key, made)
  const db = emptyPlace(atEnd)
  copyFileSync(await made, db)
  return { db, project: await logbookProject(db) }
}

async function makeTemplate(target: string, options: Partial<GenerateOptions>): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'logbook-template-'))
  afterAll(() => rmSync(folder, { recursive: true, force: true }))
  const db = join(folder, 'orb.db')
  const { voyage } = generate({ years: 0.25, seed: 5, start: '2025-01-05', profile: 'clean', ...options }, shipTables())
  await writeVoyage(await logbookProject(db), voyage, target)
  return db
}
