/** Made by the build: the pages of each application that it was given, loaded when one is looked at. */
declare module 'virtual:applications' {
  import type { ApplicationPages } from '@millwright/dashboard'

  export const applications: Readonly<Record<string, () => Promise<{ readonly pages: ApplicationPages }>>>
}
