import { expect, it } from 'vitest'
import { answerMediaType } from './media-type.ts'

const json = 'application/json'
const response = 'application/graphql-response+json'

it.each([
  [undefined, json],
  ['', json],
  ['*/*', json],
  ['application/*', json],
  [json, json],
  [response, response],
  [`${response}, ${json};q=0.9`, response],
  [`${response};q=0.5, ${json}`, json],
  [`${json}, ${response}`, json],
  [`${response}, application/graphql+json, ${json}, text/event-stream, multipart/mixed`, response],
  [`${response};charset=utf-8,${json};charset=utf-8`, response],
  [`${response};charset=utf-16,${json}`, json],
  [`${json};q=0, */*`, response],
  [`${response}; q=0.0, */*;q=0.1`, json],
  ['text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8', json],
  ['APPLICATION/JSON', json],
  ['text/html', null],
  [`${json};q=0`, null],
  [`${json};q=2`, null],
  [`${json};charset=latin1`, null],
  [`${json};q=0.2, ${'text/plain, '.repeat(50)}${response};q=0.3`, response],
])('Accept: %s is answered with %s', (accept, type) => {
  // Twice: the second answer is the remembered one.
  expect([answerMediaType(accept), answerMediaType(accept)]).toEqual([type, type])
})
