export const html = ''
