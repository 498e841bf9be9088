import type { ReactNode } from 'react'

/** What a page is shown with. */
export type PageFacts = {
  /** What stands in the address behind the page's own name. */
  readonly path: readonly string[]
  readonly query: URLSearchParams
}

/** A page of an application, at `/e/<environment>/app/<path>`. */
export type ApplicationPage = {
  /** The first one has the empty path. */
  readonly path: string
  readonly title: string
  readonly show: (facts: PageFacts) => ReactNode
  /** Reached from another page alone. */
  readonly isHidden?: boolean
}

/** The pages that an application shows beside the engine's, in the order of the menu. */
export type ApplicationPages = readonly ApplicationPage[]
