import {
  adderOf,
  type AddRoute,
  type App,
  type Asked,
  doorsOf,
  type Parts,
  Refusal,
  type Reply,
  type z,
} from 'millwright/http'
import { Unanswerable } from '../analytics/unanswerable.ts'
import type { Desk } from './desk.ts'

/** Who calls: whoever shows the server's word, or everybody where it has none. */
export type Caller = { readonly isKnown: boolean }

export type FactoryApp = App<Caller>

/** One area of the interface: it adds its routes to the application. */
export type Area = (app: FactoryApp, desk: Desk) => void

const doors = doorsOf<Caller>({
  realm: 'factory',
  signIn: 'send the word of the server as a bearer token',
  isSignedIn: ({ isKnown }) => isKnown,
  may: () => false,
})

const addRoute: AddRoute<Caller> = adderOf(doors)

type Question<S extends Parts> = S & {
  readonly path: string
  readonly tag: string
  readonly summary: string
  readonly answer: z.ZodType
}

/** Under this every path of the interface stands. */
const prefix = '/api/v1/factory'

/** Adds a question that can be asked: what cannot be answered as it was asked is refused with its reason. */
export function addQuestion<const S extends Parts>(
  app: FactoryApp,
  { path, answer, ...facts }: Question<S>,
  work: (asked: Asked<S, Caller>) => Promise<unknown>,
): void {
  const route = {
    ...facts,
    path: prefix + path,
    method: 'get',
    permission: 'signed-in',
    answers: { 200: answer },
  } as const
  addRoute(app, route as never, async (asked): Promise<Reply> => {
    try {
      return { body: await work(asked as never) }
    } catch (error) {
      throw error instanceof Unanswerable ? refusalOf(error) : error
    }
  })
}

function refusalOf({ status, code, field, message }: Unanswerable): Refusal {
  return new Refusal(message, { status, code, details: [{ field, code, message }] })
}
