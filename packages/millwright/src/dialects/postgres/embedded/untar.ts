import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join, normalize } from 'node:path'
import { gunzipSync } from 'node:zlib'

const blockBytes = 512

/**
 * Unpacks a compressed archive into a directory: plain files and directories, readable by their owner only.
 * https://www.gnu.org/software/tar/manual/html_node/Standard.html
 */
export async function untar(archive: Uint8Array, directory: string): Promise<void> {
  const bytes = gunzipSync(archive)
  await mkdir(directory, { recursive: true, mode: 0o700 })
  for (let at = 0; at + blockBytes <= bytes.length && bytes[at] !== 0; ) {
    const header = bytes.subarray(at, at + blockBytes)
    const size = Number.parseInt(textAt(header, 124, 12), 8) || 0
    await makeEntry(directory, header, bytes.subarray(at + blockBytes, at + blockBytes + size))
    at += blockBytes + Math.ceil(size / blockBytes) * blockBytes
  }
}

async function makeEntry(directory: string, header: Buffer, content: Buffer): Promise<void> {
  const name = normalize(`/${textAt(header, 345, 155)}/${textAt(header, 0, 100)}`) // no name leads out of the directory
  const path = join(directory, name)
  if (textAt(header, 156, 1) === '5') {
    await mkdir(path, { recursive: true, mode: 0o700 })
    return
  }
  await mkdir(dirname(path), { recursive: true, mode: 0o700 })
  await writeFile(path, content, { mode: 0o600 })
}

const textAt = (header: Buffer, from: number, length: number): string =>
  header.toString('utf8', from, from + length).replace(/\0.*$/s, '')
