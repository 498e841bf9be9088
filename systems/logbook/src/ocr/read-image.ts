import { spawn } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Refusal } from 'millwright/http'

/** Gives the text on an image. @throws Refusal `image_unreadable` */
export type ReadImage = (image: Uint8Array) => Promise<string>

/** How long a program may read, and how much it may say. */
const patienceMs = 60_000
const mostText = 200_000

/**
 * Reading is another program's work: it gets the path of the image as its only argument, and prints the text. The image goes
 * when it is done.
 */
export const readerBy =
  (program: string): ReadImage =>
  async (image) => {
    const folder = await mkdtemp(join(tmpdir(), 'logbook-image-'))
    try {
      const file = join(folder, 'form')
      await writeFile(file, image, { mode: 0o600 })
      return await textFrom(program, file)
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
  }

function textFrom(program: string, file: string): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>()
  const child = spawn(program, [file], { stdio: ['ignore', 'pipe', 'ignore'], timeout: patienceMs })
  let text = ''
  child.stdout.setEncoding('utf8').on('data', (part: string) => {
    text += part
    if (text.length > mostText) child.kill()
  })
  child.on('error', () => reject(unreadable()))
  child.on('close', (code) => (code === 0 ? resolve(text) : reject(unreadable())))
  return promise
}

const unreadable = (): Refusal =>
  new Refusal('The program that reads images could make nothing of it', { status: 400, code: 'image_unreadable' })

const kinds: readonly (readonly number[])[] = [
  [0x89, 0x50, 0x4e, 0x47],
  [0xff, 0xd8, 0xff],
  [0x25, 0x50, 0x44, 0x46],
  [0x49, 0x49, 0x2a, 0x00],
  [0x4d, 0x4d, 0x00, 0x2a],
]

/** PNG, JPEG, PDF or TIFF, by its first bytes: what a name or a header says is not looked at. */
export const isImage = (bytes: Uint8Array): boolean =>
  kinds.some((kind) => kind.every((byte, at) => bytes[at] === byte))
