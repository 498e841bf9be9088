import type { Problem } from 'millwright'
import { expect, test } from 'vitest'
import {
  contradiction,
  lineTooLong,
  missingField,
  notAFigure,
  notAnObject,
  notJson,
  notUtf8,
  tooGreat,
  twice,
  unknownField,
} from '../../src/kpi/problems.ts'

const state = 'Nothing was computed from this line. Every other line has its own answer.'

const textOf = ({ code, exit, text: { what, state: stands, does = '', next } }: Problem): string => {
  expect([exit, stands]).toEqual([2, state])
  return [code, what, does, next].filter((part) => part !== '').join(' ')
}

test.each([
  [
    notJson(3, 'Unexpected end of JSON input'),
    'FAC101 Line 3 is no JSON: Unexpected end of JSON input. Write one JSON object on each line, with nothing before or after it.',
  ],
  [
    notAnObject(3, 'a list'),
    'FAC102 Line 3 holds a list, where an object of figures must stand. Write one object on each line, such as {"plannedBusyMin":420,"actualProductionMin":373, …}.',
  ],
  [
    unknownField(3, '"x"', 'a, b'),
    'FAC103 Line 3 has the field "x", which is not known. A field that is spelt wrong is never taken for one that is absent. Use these names, exactly so: a, b.',
  ],
  [
    missingField(3, 'goodQuantity'),
    'FAC104 Line 3 lacks goodQuantity. A missing figure is never taken for 0. Write the figure, or leave the line out.',
  ],
  [
    notAFigure(3, 'failures', 'negative (-1)'),
    'FAC105 Line 3: failures is negative (-1). A text is not read as a number, and no sign is dropped. Write a number that is 0 or greater, without quotes; failures are counted in whole numbers.',
  ],
  [twice(3), 'FAC106 Line 3 names a field twice. Which of the two is meant is not guessed. Leave one of them out.'],
  [
    contradiction(3, 'a is more than b'),
    'FAC107 Line 3 contradicts itself: a is more than b. A ratio above 1 that no factory can reach is not written down. Look at how the figures were counted, and correct the one that is wrong.',
  ],
  [
    lineTooLong(3, 99),
    'FAC108 Line 3 is longer than 99 bytes. The rest of the line is passed over without being kept. Write one object on each line, and end each with a line feed.',
  ],
  [notUtf8(3), 'FAC109 Line 3 is not UTF-8. Write the lines in UTF-8.'],
  [
    tooGreat(3, 'teep'),
    'FAC110 Line 3: teep is too great for a number. Look at the units: times are minutes, and the planned run time is that of one item.',
  ],
])('%s', (problem, text) => {
  expect(textOf(problem)).toBe(text)
})
