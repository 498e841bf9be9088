const length = (text: string): number => text.length
export const measured: number = length(JSON.parse('"word"'))
