/** What is said of one row: with which column, why, and in words. Row 1 is the header, as a spreadsheet counts. */
export type RowDetail = {
  readonly row: number
  readonly field: string
  readonly code: string
  readonly message: string
}

/** Every row is counted once: `total_rows = imported + updated + skipped + errors + rolled_back`. */
export type ImportCounts = {
  readonly total_rows: number
  readonly imported: number
  readonly updated: number
  /** Rows that were there before: left as they are, or found to say the same. */
  readonly skipped: number
  readonly errors: number
  /** Good rows of an atomic import that other rows made fail. */
  readonly rolled_back: number
}

export type ImportReport = ImportCounts & {
  /** Errors, and rows that were skipped for being there before. */
  readonly details: readonly RowDetail[]
  readonly warnings: readonly RowDetail[]
  /** How many more there were than the lists hold. */
  readonly details_left_out: number
  readonly warnings_left_out: number
}

/** A file may have a hundred thousand wrong rows; an answer has no room for them all. */
const mostDetails = 10_000

export type Fate = 'imported' | 'updated' | 'skipped' | 'errors'

/** What became of one row, found under a key. */
export type Outcome = {
  readonly row: number
  readonly key: string
  readonly fate: Fate
  readonly details: readonly RowDetail[]
  readonly warnings: readonly RowDetail[]
}

/** Counts rows while they are read; the lists end somewhere, the counts do not. */
export class Tally {
  readonly #counts: Record<Fate, number> = { imported: 0, updated: 0, skipped: 0, errors: 0 }
  readonly #details = new Capped()
  readonly #warnings = new Capped()

  get errors(): number {
    return this.#counts.errors
  }

  /** Rows that are stored, or would be. */
  get stored(): number {
    return this.#counts.imported + this.#counts.updated
  }

  addAll(outcomes: readonly Outcome[]): void {
    for (const { fate, details, warnings } of outcomes) {
      this.#counts[fate]++
      this.#details.add(details)
      this.#warnings.add(warnings)
    }
  }

  report(): ImportReport {
    return { ...this.#sum(this.#counts, 0), ...this.#lists() }
  }

  /** The same when everything was undone. */
  undone(): ImportReport {
    const { skipped, errors } = this.#counts
    return { ...this.#sum({ imported: 0, updated: 0, skipped, errors }, this.stored), ...this.#lists() }
  }

  #sum(counts: Record<Fate, number>, undone: number): ImportCounts {
    const { imported, updated, skipped, errors } = counts
    const total = imported + updated + skipped + errors + undone
    return { total_rows: total, imported, updated, skipped, errors, rolled_back: undone }
  }

  #lists(): Omit<ImportReport, keyof ImportCounts> {
    return {
      details: this.#details.list,
      warnings: this.#warnings.list,
      details_left_out: this.#details.leftOut,
      warnings_left_out: this.#warnings.leftOut,
    }
  }
}

class Capped {
  readonly list: RowDetail[] = []
  leftOut = 0

  add(details: readonly RowDetail[]): void {
    const room = Math.max(0, mostDetails - this.list.length)
    this.list.push(...details.slice(0, room))
    this.leftOut += Math.max(0, details.length - room)
  }
}
