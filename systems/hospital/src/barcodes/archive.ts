import { Zip, ZipPassThrough } from 'fflate'
import type { Stored } from '../registers/device.ts'
import { barcodeFile } from './file-name.ts'
import { labelOf } from './label.ts'
import { pngOf } from './png.ts'

/**
 * A ZIP archive with the PNG of every device, piece by piece. Pictures are stored as they are: they are compressed
 * already. @param at the moment that the archive gives as the time of its files
 */
export async function* archiveOf(devices: readonly Stored[], at: Date): AsyncGenerator<Uint8Array> {
  const pieces: Uint8Array[] = []
  let failure: Error | null = null
  const zip = new Zip((error, piece) => {
    failure ??= error
    pieces.push(piece)
  })
  const names = new Names()
  for (const device of devices) {
    const file = new ZipPassThrough(names.take(barcodeFile(device.serial, 'png')))
    file.mtime = at
    zip.add(file)
    file.push(await pngOf(labelOf(device)), true)
    if (failure !== null) throw failure as Error
    yield* pieces.splice(0)
  }
  zip.end()
  yield* pieces.splice(0)
}

/** File names that also differ on a disk that takes `A` for `a`. */
class Names {
  readonly #taken = new Set<string>()

  take(name: string): string {
    const stem = name.slice(0, name.lastIndexOf('.'))
    const end = name.slice(stem.length)
    let found = name
    for (let count = 2; this.#taken.has(found.toLowerCase()); count++) found = `${stem}~${count}${end}`
    this.#taken.add(found.toLowerCase())
    return found
  }
}
