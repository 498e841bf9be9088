/** What a command answers: a document for programs, lines for people, and the number it ends with. */
export type Answer = { readonly document: object; readonly text: string; readonly exit: number }
