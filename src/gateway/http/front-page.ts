import { firstQuestion } from './first-question.ts'
import {
  type Fact,
  type FrontPage,
  marketFacts,
  type Offer,
  offered,
  positionFacts,
  stateSentence,
} from './front-facts.ts'

/** What stands at "/" for a terminal: how things are, how to ask, where everything is. */
export function frontPage(page: FrontPage): string {
  const { chainId, url, state } = page
  const facts = state === null ? [] : [...rows(positionFacts(state)), '', ...rows(marketFacts(state)), '']
  return [
    `IP lease gateway for the chain ${chainId}`,
    '',
    stateSentence(state),
    '',
    ...facts,
    'Ask it:',
    '',
    `  ${firstQuestion(url)}`,
    '',
    addressList(page),
  ].join('\n')
}

/** Where everything is, one address a line. */
export const addressList = (offer: Offer) =>
  offered(offer)
    .map(({ path, meaning }) => `${path.padEnd(16)} ${meaning}\n`)
    .join('')

const rows = (facts: readonly Fact[]) => facts.map(({ label, value }) => `  ${label.padEnd(24)} ${value}`)
