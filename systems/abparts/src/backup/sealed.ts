import { createReadStream } from 'node:fs'
import { open } from 'node:fs/promises'
import { openSeal, type Project, type Seal, type SealFacts } from 'millwright'

/** What the first line of an encrypted file says that it is. */
export const sealedFormat = 'millwright-backup-encrypted'

/** How a file is to be read: its seal, and where the encrypted bytes begin. */
export type Opened = { readonly path: string; readonly seal: Seal | undefined; readonly from: number }

const mostHead = 1024

/** Looks at the first line of a file. @throws BAK121, BAK122 where it is encrypted and the key is not there, or another one */
export async function openFile(project: Project, path: string): Promise<Opened> {
  const head = await headOf(path)
  if (head === undefined) return { path, seal: undefined, from: 0 }
  const { format: _, ...facts } = JSON.parse(head) as SealFacts & { readonly format: string }
  return { path, seal: await openSeal(project, path, facts), from: Buffer.byteLength(head) + 1 }
}

async function headOf(path: string): Promise<string | undefined> {
  await using file = await open(path, 'r')
  const { buffer, bytesRead } = await file.read(Buffer.alloc(mostHead), 0, mostHead, 0)
  const [line = ''] = buffer.subarray(0, bytesRead).toString('utf8').split('\n', 1)
  return line.startsWith(`{"format":"${sealedFormat}"`) ? line : undefined
}

/** The bytes of a file as they were before it was encrypted. @throws where one of them is not what it was */
export function bytesOf({ path, seal, from }: Opened, label: string): AsyncIterable<Uint8Array> {
  const bytes = createReadStream(path, { start: from, highWaterMark: 1 << 18 })
  return seal === undefined ? bytes : seal.decrypt(label, bytes)
}
