/** Of the landing page; small, so it stands in the page. */
export const landingStyle = `
:root { color-scheme: light dark; --back: #fbfbfa; --text: #1d2126; --dim: #59626c; --line: #dfe2e5; --card: #fff;
  --link: #0b5cad; --code: #f1f3f5; --good: #116b37; --bad: #9c4100; }
@media (prefers-color-scheme: dark) { :root { --back: #14171a; --text: #e7e9eb; --dim: #a2abb4; --line: #31373d;
  --card: #1b1f23; --link: #7db8f2; --code: #22272c; --good: #6fd198; --bad: #f0ab6b; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--back); color: var(--text); font: 1rem/1.55 system-ui, -apple-system, "Segoe UI",
  Roboto, "Helvetica Neue", Arial, sans-serif; }
header, main, footer { max-width: 62rem; margin: 0 auto; padding: 0 1.25rem; }
header { padding-top: 2.5rem; }
h1 { margin: 0; font-size: 1.9rem; line-height: 1.2; }
h2 { margin: 2.5rem 0 .75rem; font-size: 1.2rem; }
p { margin: .6rem 0; }
a { color: var(--link); text-underline-offset: .15em; }
a:focus-visible, pre:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; border-radius: 3px; }
.lead { color: var(--dim); max-width: 46rem; }
.state { font-weight: 600; color: var(--good); }
.state.bad { color: var(--bad); }
.state::before { content: "●"; margin-right: .45em; }
dl { display: grid; grid-template-columns: repeat(auto-fit, minmax(10.5rem, 1fr)); gap: .75rem; margin: 1rem 0; }
dl div { display: flex; flex-direction: column-reverse; justify-content: flex-end; padding: .8rem 1rem;
  background: var(--card); border: 1px solid var(--line); border-radius: .6rem; }
dt { color: var(--dim); font-size: .85rem; }
dd { margin: 0; font-size: 1.6rem; font-weight: 600; line-height: 1.25; font-variant-numeric: tabular-nums; }
dl.small dd { font-size: 1.05rem; }
pre { margin: .75rem 0; padding: .9rem 1rem; background: var(--code); border: 1px solid var(--line);
  border-radius: .6rem; font-size: .86rem; line-height: 1.5; white-space: pre-wrap; overflow-wrap: anywhere; }
code, pre { font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, "Liberation Mono", monospace; }
ol, ul { margin: .75rem 0; padding-left: 1.4rem; }
li { margin: .4rem 0; }
ul.paths { padding: 0; list-style: none; }
ul.paths li { display: grid; grid-template-columns: 10rem 1fr; gap: 0 1rem; }
ul.paths span { color: var(--dim); }
footer { margin-top: 3rem; padding-top: 1rem; padding-bottom: 2.5rem; color: var(--dim); font-size: .9rem; }
@media (max-width: 36rem) { ul.paths li { grid-template-columns: 1fr; margin: .8rem 0; }
  dl { grid-template-columns: 1fr 1fr; }
  dl div:last-child:nth-child(odd) { grid-column: 1 / -1; } h1 { font-size: 1.55rem; } }
`
