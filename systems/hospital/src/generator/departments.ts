import { apportion } from './random.ts'

type Weights = Readonly<Record<string, number>>

const weights = (text: string): Weights =>
  Object.fromEntries(
    text.split(', ').map((entry) => {
      const at = entry.lastIndexOf(' ')
      return [entry.slice(0, at), Number(entry.slice(at + 1))]
    }),
  )

const ocm = weights(
  'ER 95, DERMA 54, OBG 51, OR 42, IM 39, NICU 30, PT 30, LDR 29, LAB 28, SURGERY 25, PEDIA 24, PLASTIC 21, 6A 20, XRAY 17, 5B 16, 4B 14, 5A 14, ENDOSCOPY 14, 6B 10, DENTAL 8, OB1 8, OB3 8, ENT 5, OB2 4, CSSD 3, OB-OLD 3',
)
const ppm = weights(
  'OR 206, NICU 97, DENTAL 85, DERMA 80, ER 64, OBG 59, LDR 54, LAB 53, PT 43, IVF 37, IM 27, XRAY 26, ENT 23, 4B 21, ENDOSCOPY 21, 5A 20, OPTHA 20, 5B 17, 6A 15, LAUNDRY 14, SURGERY 13, 6B 12, CSSD 9, PEDIA 9, 4A 8, PLASTIC 5',
)

/** The departments of `n` records in contiguous blocks; OCM's 13 largest come in two blocks each. */
export function departmentColumn(register: 'ocm' | 'ppm', n: number): string[] {
  const table = register === 'ocm' ? ocm : ppm
  const names = Object.keys(table)
  const counts = apportion(n, Object.values(table))
  if (register === 'ppm') return blocks(names, counts)
  const first = counts.map((count, at) => (at < 13 ? Math.ceil(count / 2) : count))
  return [
    ...blocks(names, first),
    ...blocks(
      names.slice(0, 13),
      counts.slice(0, 13).map((count) => Math.floor(count / 2)),
    ),
  ]
}

const blocks = (names: readonly string[], counts: readonly number[]): string[] =>
  names.flatMap((name, at) => Array.from({ length: counts[at] as number }, () => name))

const unlisted: ReadonlySet<string> = new Set(['OBG', 'XRAY', 'OB1', 'OB2', 'OB3', 'OB-OLD'])
const used = [...new Set([...Object.keys(ocm), ...Object.keys(ppm)])]

/** The codes of the master list. The real one has other words for six departments; a clean one has all that are used. */
export const masterCodes = (clean: boolean): readonly string[] =>
  clean ? used : [...used.filter((code) => !unlisted.has(code)), 'OB', 'RADIOLOGY']

/** In the list of a real profile, under one of its codes. */
export const isListed = (code: unknown): boolean => typeof code === 'string' && !unlisted.has(code)
