export function deep(rows: readonly number[][]): number {
  for (const row of rows) {
    for (const cell of row) {
      if (cell > 0) {
        if (cell > 1) return cell
      }
    }
  }
  return 0
}
