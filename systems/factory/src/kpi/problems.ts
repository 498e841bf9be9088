import { defineProblem } from 'millwright'

const notAnswered = 'Nothing was computed from this line. Every other line has its own answer.'

export const notJson = defineProblem('FAC101', 2, (line: number, words: string) => ({
  what: `Line ${line} is no JSON: ${words}.`,
  state: notAnswered,
  next: 'Write one JSON object on each line, with nothing before or after it.',
}))

export const notAnObject = defineProblem('FAC102', 2, (line: number, kind: string) => ({
  what: `Line ${line} holds ${kind}, where an object of figures must stand.`,
  state: notAnswered,
  next: 'Write one object on each line, such as {"plannedBusyMin":420,"actualProductionMin":373, …}.',
}))

export const unknownField = defineProblem('FAC103', 2, (line: number, field: string, known: string) => ({
  what: `Line ${line} has the field ${field}, which is not known.`,
  state: notAnswered,
  does: 'A field that is spelt wrong is never taken for one that is absent.',
  next: `Use these names, exactly so: ${known}.`,
}))

export const missingField = defineProblem('FAC104', 2, (line: number, fields: string) => ({
  what: `Line ${line} lacks ${fields}.`,
  state: notAnswered,
  does: 'A missing figure is never taken for 0.',
  next: 'Write the figure, or leave the line out.',
}))

export const notAFigure = defineProblem('FAC105', 2, (line: number, field: string, found: string) => ({
  what: `Line ${line}: ${field} is ${found}.`,
  state: notAnswered,
  does: 'A text is not read as a number, and no sign is dropped.',
  next: 'Write a number that is 0 or greater, without quotes; failures are counted in whole numbers.',
}))

export const twice = defineProblem('FAC106', 2, (line: number) => ({
  what: `Line ${line} names a field twice.`,
  state: notAnswered,
  does: 'Which of the two is meant is not guessed.',
  next: 'Leave one of them out.',
}))

export const contradiction = defineProblem('FAC107', 2, (line: number, words: string) => ({
  what: `Line ${line} contradicts itself: ${words}.`,
  state: notAnswered,
  does: 'A ratio above 1 that no factory can reach is not written down.',
  next: 'Look at how the figures were counted, and correct the one that is wrong.',
}))

export const lineTooLong = defineProblem('FAC108', 2, (line: number, limit: number) => ({
  what: `Line ${line} is longer than ${limit} bytes.`,
  state: notAnswered,
  does: 'The rest of the line is passed over without being kept.',
  next: 'Write one object on each line, and end each with a line feed.',
}))

export const notUtf8 = defineProblem('FAC109', 2, (line: number) => ({
  what: `Line ${line} is not UTF-8.`,
  state: notAnswered,
  next: 'Write the lines in UTF-8.',
}))

export const tooGreat = defineProblem('FAC110', 2, (line: number, figure: string) => ({
  what: `Line ${line}: ${figure} is too great for a number.`,
  state: notAnswered,
  next: 'Look at the units: times are minutes, and the planned run time is that of one item.',
}))
