type Options = { readonly name?: string }
export const options: Options = { name: undefined }
