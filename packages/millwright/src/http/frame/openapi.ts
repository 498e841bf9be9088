import type { App } from './env.ts'

/** The description of an interface as OpenAPI 3.1. */
export type ApiDocument = ReturnType<App<unknown>['getOpenAPI31Document']>

/** What stands at the head of a document. */
export type ApiInfo = {
  readonly title: string
  readonly version: string
  readonly description: string
  /** The cookie that opens what a bearer token opens. */
  readonly cookie: string
  /** Where the document is given out. */
  readonly path: string
}

/** Gives the document as a value, and at its path. Call it when every route is in its place. */
export function describe<Caller>(
  app: App<Caller>,
  { title, version, description, cookie, path }: ApiInfo,
): () => ApiDocument {
  const { openAPIRegistry } = app
  openAPIRegistry.registerComponent('securitySchemes', 'bearer', { type: 'http', scheme: 'bearer' })
  openAPIRegistry.registerComponent('securitySchemes', 'cookie', { type: 'apiKey', in: 'cookie', name: cookie })
  const about = { openapi: '3.1.0', info: { title, version, description }, security: [{ bearer: [] }, { cookie: [] }] }
  let made: ApiDocument | undefined
  const document = (): ApiDocument => (made ??= app.getOpenAPI31Document(about))
  app.get(path, (c) => c.json(document()))
  return document
}

const verbs = ['get', 'post', 'put', 'patch', 'delete'] as const

/** One operation of the document. */
export type Operation = {
  readonly verb: (typeof verbs)[number]
  readonly path: string
  readonly permission: string
  readonly tag: string
  readonly summary: string
}

/** Every operation, in the order of the document. */
export const operationsOf = ({ paths = {} }: ApiDocument): readonly Operation[] =>
  Object.entries(paths).flatMap(([path, item]) =>
    verbs.flatMap((verb) => {
      const found = item[verb]
      if (found === undefined) return []
      const permission = String((found as Readonly<Record<string, unknown>>)['x-permission'])
      return [{ verb, path, permission, tag: found.tags?.[0] ?? '', summary: found.summary ?? '' }]
    }),
  )
