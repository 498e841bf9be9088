import { createHash } from 'node:crypto'

const longest = 200

/**
 * The name of a serial's picture: percent-encoded, so that `/` and every other sign stands in a file name. A name that no
 * disk would take is cut and told apart by a hash.
 *
 * @example barcodeFile('2008/20022213', 'png') // 'barcode_2008%2F20022213.png'
 */
export function barcodeFile(serial: string, kind: 'png' | 'svg'): string {
  const encoded = encodeURIComponent(serial).replace(/[!'()*]/g, percent)
  if (encoded.length <= longest) return `barcode_${encoded}.${kind}`
  const hash = createHash('sha256').update(serial).digest('hex').slice(0, 16)
  return `barcode_${encoded.slice(0, longest).replace(/%[0-9A-F]?$/, '')}_${hash}.${kind}`
}

const percent = (sign: string): string => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`

/** The header that names a file. Browsers decode `%` in the plain form, so the extended form tells the name as it is. */
export const dispositionOf = (name: string, how: 'inline' | 'attachment' = 'inline'): string =>
  `${how}; filename="${name}"; filename*=UTF-8''${encodeURIComponent(name)}`
