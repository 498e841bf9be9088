export const makeCounter = () =>
  class {
    private count = 0
    next = (): number => ++this.count
  }
