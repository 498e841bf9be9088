export const name = 'a file is named in kebab case'
