export type Tone = 'plain' | 'strong' | 'faint' | 'wait' | 'bad'

/** One line of the screen. The tone only repeats what the text says. */
export type Line = { readonly text: string; readonly tone: Tone }
