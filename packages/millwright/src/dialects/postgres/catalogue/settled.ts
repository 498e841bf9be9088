const text = String.raw`E?'(?:[^']|'')*'::character varying`
const list = new RegExp(String.raw`\(ARRAY\[(${text}(?:, ${text})*)\]\)::text\[\]`, 'g')

/**
 * `code in ('a', 'b')` of a varchar is told as a list that is cast as a whole; read back from there, as a list whose members
 * are cast. Both mean the same, so a schema has the second form throughout: it is the one that stays.
 */
export const settled = (definition: string): string =>
  definition.replace(list, (_, members: string) => {
    const cast = members.replace(new RegExp(text, 'g'), (member) => `(${member})::text`)
    return `ARRAY[${cast}]`
  })
