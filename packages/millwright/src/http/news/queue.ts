/** What waits for one page. A page that does not keep up loses what is old, and is told so. */
export type Queue<T> = {
  push(item: T): void
  /** The next item; nothing when none came in time. */
  next(ms: number): Promise<T | undefined>
  end(): void
  readonly isEnded: boolean
  /** Whether something was dropped since this was last asked. */
  wasCut(): boolean
}

const most = 256

export function makeQueue<T>(): Queue<T> {
  let items: T[] = []
  let [isEnded, isCut] = [false, false]
  let wake: () => void = () => {}
  return {
    push: (item) => {
      if (items.length >= most) {
        items = []
        isCut = true
      }
      items.push(item)
      wake()
    },
    next: async (ms) => {
      if (items.length === 0 && !isEnded) {
        const timer = Promise.withResolvers<void>()
        wake = timer.resolve
        const handle = setTimeout(timer.resolve, ms)
        await timer.promise
        clearTimeout(handle)
      }
      return items.shift()
    },
    end: () => {
      isEnded = true
      wake()
    },
    get isEnded() {
      return isEnded
    },
    wasCut: () => {
      const was = isCut
      isCut = false
      return was
    },
  }
}
