import { randomBytes } from 'node:crypto'
import { cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openDatabase } from '../database/open.ts'
import type { DatasetOptions } from '../generator/dataset.ts'
import { generateDatabase } from '../generator/generate-database.ts'

/** A database that a test made and will drop, with a folder for the files of its migrations. */
export type Throwaway = { readonly url: string; readonly directory: string; dispose(): Promise<void> }

/** Makes databases that are thrown away: beside a server's database, or embedded ones in a temporary folder. */
export class Workshop {
  readonly #server: string | undefined
  readonly #templates = new Map<string, Promise<Throwaway>>()

  /** @param url only its server is used: no database that was there before is ever touched */
  constructor(url?: string) {
    this.#server = url !== undefined && /^postgres(ql)?:/.test(url) ? url : undefined
  }

  /** A database with a sample in it, copied from one that is made once. */
  async make(dataset: DatasetOptions): Promise<Throwaway> {
    const name = JSON.stringify(dataset)
    const known = this.#templates.get(name)
    const template = known ?? this.#loaded(dataset)
    if (known === undefined) this.#templates.set(name, template)
    return this.#empty((await template).url)
  }

  async dispose(): Promise<void> {
    for (const template of this.#templates.values()) await (await template).dispose()
    this.#templates.clear()
  }

  async #loaded(dataset: DatasetOptions): Promise<Throwaway> {
    const made = await this.#empty()
    await generateDatabase({ url: made.url }, dataset)
    return made
  }

  async #empty(template?: string): Promise<Throwaway> {
    const directory = await mkdtemp(join(tmpdir(), 'abparts-test-'))
    if (this.#server === undefined) return embedded(directory, template)
    return onServer(this.#server, { directory, template })
  }
}

async function embedded(directory: string, template: string | undefined): Promise<Throwaway> {
  const place = join(directory, 'db')
  if (template !== undefined) await cp(template.slice('pglite:'.length), place, { recursive: true })
  return { url: `pglite:${place}`, directory, dispose: () => rm(directory, { recursive: true, force: true }) }
}

type Order = { readonly directory: string; readonly template: string | undefined }

async function onServer(server: string, { directory, template }: Order): Promise<Throwaway> {
  const name = `mw_test_abparts_${randomBytes(6).toString('hex')}`
  const like = template === undefined ? '' : ` template ${new URL(template).pathname.slice(1)}`
  await ask(server, `create database ${name}${like}`)
  const dispose = async (): Promise<void> => {
    await ask(server, `drop database if exists ${name} with (force)`)
    await rm(directory, { recursive: true, force: true })
  }
  return { url: Object.assign(new URL(server), { pathname: `/${name}` }).href, directory, dispose }
}

async function ask(url: string, statement: string): Promise<void> {
  const db = await openDatabase(url)
  try {
    await db.exec(statement)
  } finally {
    await db.close()
  }
}
