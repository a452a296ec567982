import { html, raw } from 'hono/html'
import { firstQuestion } from './first-question.ts'
import {
  type Fact,
  type FrontPage,
  marketFacts,
  offered,
  positionFacts,
  stateSentence,
} from './front-facts.ts'
import { landingStyle } from './landing-style.ts'

/** What stands at "/" for a browser; needs no script and nothing from elsewhere. Every value is escaped by `html`. */
export const landingPage = (page: FrontPage) => html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>IP lease gateway · ${page.chainId}</title>
<link rel="icon" href="data:,">
<style>${raw(landingStyle)}</style>
</head>
<body>
<header>
<h1>IP lease gateway</h1>
<p class="lead">Everything the chain <strong>${page.chainId}</strong> knows about leases that want public IPs, as one
GraphQL API: deployments, orders, bids, leases and providers, with freshness and evidence on every fact.</p>
${standing(page)}
</header>
<main>
<h2>Ask it</h2>
<pre tabindex="0" aria-label="A first question, for a terminal"><code>${firstQuestion(page.url)}</code></pre>
${examples(page)}
<h2>Addresses</h2>
<ul class="paths">
${offered(page).map(({ path, meaning }) => html`<li><a href="${path.slice(1)}">${path}</a> <span>${meaning}</span></li>`)}
</ul>
</main>
<footer>Every answer says in <code>extensions</code> which block it is based on (<code>indexedHeight</code>) and how old
that block is (<code>lagSeconds</code>). What is unknown is <code>null</code>, never zero.</footer>
</body>
</html>
`

const standing = ({ state }: FrontPage) => html`
<p class="${state?.unready === null ? 'state' : 'state bad'}">${stateSentence(state)}</p>
${state === null ? '' : html`${cards('', marketFacts(state))}${cards('small', positionFacts(state))}`}`

const cards = (size: string, facts: readonly Fact[]) => html`<dl class="${size}">
${facts.map(({ label, value }) => html`<div><dt>${label}</dt><dd>${value}</dd></div>`)}
</dl>`

const examples = (page: FrontPage) =>
  page.examples.length === 0
    ? ''
    : html`<p>Or try it in the browser, in <a href="graphiql">GraphiQL</a>, with one of these:</p>
<ol>
${page.examples.map((title, index) => html`<li><a href="graphiql?example=${index + 1}">${title}</a></li>`)}
</ol>`
