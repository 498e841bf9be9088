import { isSign, joinWords, nameOf, type Word, wordsOf } from './tokens.ts'

/** Reads a statement word by word. */
export class Reader {
  readonly text: string
  readonly #words: readonly Word[]
  #at = 0

  constructor(text: string, words: readonly Word[] = wordsOf(text)) {
    this.text = text
    this.#words = words
  }

  get isDone(): boolean {
    return this.#at >= this.#words.length
  }

  get place(): number {
    return this.#at
  }

  peek(ahead = 0): string {
    const word = this.#words[this.#at + ahead]
    return word === undefined || word.kind === 'string' ? '' : word.text
  }

  /** Whether these words come next; a quoted name is none of them. */
  isNext(...words: readonly string[]): boolean {
    return words.every((word, ahead) => {
      const next = this.#words[this.#at + ahead]
      return next !== undefined && next.kind !== 'string' && next.kind !== 'name' && next.text === word
    })
  }

  /** Takes these words when they come next. */
  accept(...words: readonly string[]): boolean {
    if (!this.isNext(...words)) return false
    this.#at += words.length
    return true
  }

  take(): Word | undefined {
    return this.#words[this.#at++]
  }

  name(): string {
    const word = this.take()
    return word === undefined ? '' : nameOf(this.text, word)
  }

  /** The words inside of the parentheses that come next. */
  parens(): readonly Word[] {
    const start = this.#at + 1
    let depth = 0
    for (; this.#at < this.#words.length; this.#at++) {
      const word = this.#words[this.#at] as Word
      depth += isSign(word, '(') ? 1 : isSign(word, ')') ? -1 : 0
      if (depth === 0) return this.#words.slice(start, this.#at++)
    }
    return this.#words.slice(start)
  }

  /** The words from a place up to here. */
  since(place: number): readonly Word[] {
    return this.#words.slice(place, this.#at)
  }
}

/** The text of a statement that words cover, as written. */
export const sourceOf = (text: string, words: readonly Word[]): string =>
  text.slice(words[0]?.start ?? 0, words.at(-1)?.end ?? 0)

/** Cuts at the commas outside of parentheses. */
export function splitWords(words: readonly Word[]): readonly (readonly Word[])[] {
  const pieces: Word[][] = [[]]
  let depth = 0
  for (const word of words) {
    depth += isSign(word, '(') ? 1 : isSign(word, ')') ? -1 : 0
    if (depth === 0 && isSign(word, ',')) pieces.push([])
    else pieces.at(-1)?.push(word)
  }
  return pieces
}

/** A list such as `a, b desc` without the words that say nothing. */
export const plainList = (words: readonly Word[]): string =>
  splitWords(words)
    .map((part) => joinWords(part.at(-1)?.text === 'asc' && part.length > 1 ? part.slice(0, -1) : part))
    .join(', ')
