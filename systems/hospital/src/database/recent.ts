/** Keeps what was made for the latest keys, so that it is not made anew. */
export class Recent<T> {
  readonly #made = new Map<string, T>()
  readonly #most: number

  constructor(most: number) {
    this.#most = most
  }

  take(key: string, make: () => T): T {
    const found = this.#made.get(key) ?? make()
    this.#made.delete(key)
    this.#made.set(key, found)
    if (this.#made.size > this.#most) this.#forgetOldest()
    return found
  }

  #forgetOldest(): void {
    for (const key of this.#made.keys()) {
      this.#made.delete(key)
      return
    }
  }
}
