import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Project } from '../actions/project.ts'
import { causedBy, wordsOf } from '../kernel/problem.ts'
import type { Person } from './documents.ts'
import type { Report } from './frame/errors.ts'
import type { Opened } from './frame/identify.ts'
import type { Answering } from './frame/server.ts'
import { noApplication } from './problems.ts'

/** The application that works on an environment's database; its pages stand beside the engine's. */
export type Application = {
  /** Which of the built pages are its own. */
  readonly pages: string
  /** The heading over its pages in the menu. */
  readonly title: string
  /** Opens the database for work: when somebody first looks, and again after something was done with the database. */
  readonly open: (place: ApplicationPlace) => Promise<OpenApplication>
}

/** What an application is opened with. */
export type ApplicationPlace = {
  readonly project: Project
  /** Names under which the server may be asked for. */
  readonly hosts: readonly string[]
  /** Gets the errors that are the program's own fault. */
  readonly report: Report
}

/** An application at work. */
export type OpenApplication = {
  /** Answers requests; it knows callers by the token of a session of its own. */
  readonly app: Answering
  /** Opens a session for somebody whom the dashboard let in. What a role there means here is for the application to say. */
  readonly openSession: (person: Person) => Promise<Opened>
  readonly close: () => Promise<void>
}

/**
 * Gives an editor the names and types of an application; `application` in the configuration names the module whose default it is.
 *
 * @example export default defineApplication({ pages: 'hospital', title: 'Equipment', open })
 */
export const defineApplication = (application: Application): Application => application

/** The application that a project's configuration names. @throws HTTP106 */
export async function applicationIn({ root, config }: Project): Promise<Application | undefined> {
  if (config.application === undefined) return undefined
  const file = resolve(root, config.application)
  if (!existsSync(file)) throw noApplication(file, 'there is no such file')
  const found = await imported(file)
  if (isApplication(found)) return found
  throw noApplication(file, 'its default export is no application')
}

async function imported(file: string): Promise<unknown> {
  try {
    return ((await import(pathToFileURL(file).href)) as { readonly default?: unknown }).default
  } catch (error) {
    throw causedBy(noApplication(file, wordsOf(error)), error)
  }
}

const isApplication = (found: unknown): found is Application =>
  typeof found === 'object' && found !== null && 'pages' in found && 'open' in found
