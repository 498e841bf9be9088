/** The known word that a mistyped one most likely stands for. */
export function similarTo(word: string, known: readonly string[]): string | undefined {
  const most = Math.max(1, Math.floor(word.length / 3))
  const near = known
    .map((each) => ({ each, edits: editsBetween(word, each) }))
    .filter(({ edits }) => edits <= most)
    .toSorted((a, b) => a.edits - b.edits)
  return near[0]?.each
}

/** How many letters must be added, left out, replaced or swapped with their neighbour. */
function editsBetween(a: string, b: string): number {
  let [before, last]: [readonly number[], readonly number[]] = [[], [...Array(b.length + 1).keys()]]
  for (let at = 1; at <= a.length; at++) [before, last] = [last, nextRow({ a, b, at, before, last })]
  return last[b.length] ?? 0
}

type Rows = {
  readonly a: string
  readonly b: string
  readonly at: number
  readonly before: readonly number[]
  readonly last: readonly number[]
}

function nextRow({ a, b, at, before, last }: Rows): readonly number[] {
  const row = [at]
  for (let to = 1; to <= b.length; to++) {
    const isSwap = at > 1 && a[at - 1] === b[to - 2] && a[at - 2] === b[to - 1]
    const swapped = isSwap ? cost(before, to - 2) + 1 : Number.POSITIVE_INFINITY
    const replaced = cost(last, to - 1) + Number(a[at - 1] !== b[to - 1])
    row.push(Math.min(cost(last, to) + 1, cost(row, to - 1) + 1, replaced, swapped))
  }
  return row
}

const cost = (row: readonly number[], at: number): number => row[at] ?? Number.POSITIVE_INFINITY
