import { closeSync, openSync, writeFileSync, writeSync } from 'node:fs'

/** Damage to a file as a whole. */
export type FileVariant =
  | 'bom'
  | 'crlf'
  | 'trailing-comma'
  | 'truncated'
  | 'object-instead-of-array'
  | 'empty-array'
  | 'empty-file'
  | 'duplicate-keys'
  | 'utf-16'
  | '200-mb'

type Change = (json: string) => string | Uint8Array

const changes: Readonly<Record<Exclude<FileVariant, '200-mb'>, Change>> = {
  bom: (json) => `\ufeff${json}`,
  crlf: (json) => json.replaceAll('\n', '\r\n'),
  'trailing-comma': (json) => json.replace(/\s*\]$/, ',\n]'),
  truncated: (json) => Buffer.from(json).subarray(0, Math.floor(Buffer.byteLength(json) * 0.6)),
  'object-instead-of-array': (json) => `{"records": ${json}}`,
  'empty-array': () => '[]',
  'empty-file': () => '',
  'duplicate-keys': (json) => json.replace(/"NO": 1,/, '"NO": 1,\n    "NO": 1000001,'),
  'utf-16': (json) => Buffer.from(`\ufeff${json}`, 'utf16le'),
}

export const fileVariants: readonly FileVariant[] = [...(Object.keys(changes) as (keyof typeof changes)[]), '200-mb']

/** Writes a register's text in a damaged form. `200-mb` repeats its records until the file has that size. */
export function writeVariant(path: string, variant: FileVariant, json: string): void {
  if (variant === '200-mb') writeHuge(path, json, 200 * 1024 * 1024)
  else writeFileSync(path, changes[variant](json))
}

function writeHuge(path: string, json: string, bytes: number): void {
  const body = json.slice(1, json.lastIndexOf(']')).trimEnd()
  const file = openSync(path, 'w')
  try {
    let size = writeSync(file, `[${body}`)
    while (size < bytes - 2) size += writeSync(file, `,${body}`)
    writeSync(file, '\n]')
  } finally {
    closeSync(file)
  }
}
