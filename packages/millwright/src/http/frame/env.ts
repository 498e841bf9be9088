import type { OpenAPIHono } from '@hono/zod-openapi'
import type { Context } from 'hono'

/** What became of the token that a request showed. `over`: it opened something once. */
export type TokenState = 'open' | 'over' | 'unknown' | 'none'

/** What a request carries with it: who calls, and what became of the token that was shown. */
export type Env<Caller> = { Variables: { caller: Caller; token: TokenState } }

/** An application whose routes know who calls. */
export type App<Caller> = OpenAPIHono<Env<Caller>>

/** One request on its way through an {@link App}. */
export type AppContext<Caller> = Context<Env<Caller>>
