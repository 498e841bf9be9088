import { randomBytes } from 'node:crypto'
import { link, mkdir, open, readdir, rm, unlink } from 'node:fs/promises'
import { basename, join } from 'node:path'

/** Work in a folder of its own inside of another one, so that results need only a new name; it goes whatever happens. */
export async function inWorkshop<T>(folder: string, work: (shop: string) => Promise<T>): Promise<T> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  await sweep(folder)
  const shop = join(folder, `.making-${process.pid}-${randomBytes(6).toString('hex')}`)
  await mkdir(shop, { mode: 0o700 })
  try {
    return await work(shop)
  } finally {
    await rm(shop, { recursive: true, force: true })
  }
}

/** What a killed process left. */
async function sweep(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    const [, pid] = /^\.making-(\d+)-/.exec(name) ?? []
    if (pid !== undefined && !isAlive(Number(pid))) await rm(join(folder, name), { recursive: true, force: true })
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

/** Gives a finished file the first name that is free, durably. Nothing is ever written over. */
export async function publish(made: string, folder: string, names: Iterable<string>): Promise<string> {
  for (const name of names) {
    if (!(await linked(made, join(folder, name)))) continue
    await unlink(made)
    await using directory = await open(folder, 'r')
    await directory.sync()
    return name
  }
  throw new Error(`there is no free name for ${basename(made)}`)
}

async function linked(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  }
}
