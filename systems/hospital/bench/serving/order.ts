/** What one server of the benchmark is asked to be. */
export type Order = {
  readonly way: 'bare' | 'ours'
  readonly db: string
  /** The queries of the lists that will be asked for. */
  readonly queries: readonly string[]
}

/** Where a server listens, and the token it takes. */
export type Served = { readonly port: number; readonly token: string }

export type App = { readonly fetch: (request: Request) => Response | Promise<Response>; readonly token: string }

/** The list that is asked for. */
export const listPath = '/api/equipment/ocm'
