"""How the report looks: light and dark, on a phone, on a desk and on paper."""

from __future__ import annotations

STYLE = """
:root { color-scheme: light dark; --ground: #fdfcf9; --panel: #f3f0e8; --ink: #1e1e1c;
  --muted: #5c5a52; --line: #cfcabc; --accent: #2a5885; --bar: #6f94b8; --right: #1d6a40;
  --right-ground: #e4f2e8; --wrong: #a0301c; --wrong-ground: #fbe9e4; }
@media screen and (prefers-color-scheme: dark) {
  :root { --ground: #191918; --panel: #252422; --ink: #ebe8e0; --muted: #aaa69b; --line: #45433d;
    --accent: #8db9e2; --bar: #517ca4; --right: #83cf9e; --right-ground: #1d3325;
    --wrong: #f0957e; --wrong-ground: #3d231d; }
}
* { box-sizing: border-box; }
html { scroll-behavior: smooth; -webkit-text-size-adjust: 100%; }
@media (prefers-reduced-motion: reduce) { html { scroll-behavior: auto; } }
body { margin: 0 auto; padding: 1.5rem 1rem 4rem; max-width: 50rem; line-height: 1.75;
  font-family: system-ui, -apple-system, "Hiragino Sans", "Noto Sans CJK JP", "Noto Sans JP",
    "Yu Gothic UI", Meiryo, sans-serif;
  color: var(--ink); background: var(--ground); overflow-wrap: break-word; }
:lang(ja) body { line-break: strict; }
h1 { font-size: 1.6rem; line-height: 1.3; margin: 0 0 .2rem; }
h2 { font-size: 1.2rem; margin: 2.6rem 0 .8rem; padding-bottom: .3rem;
  border-bottom: 2px solid var(--line); }
h3 { font-size: 1.02rem; margin: 0; line-height: 1.5; }
h4 { font-size: .95rem; margin: 1.2rem 0 .3rem; }
p { margin: .5rem 0; } #result p { margin: .2rem 0; } a { color: var(--accent); }
:focus-visible {
  outline: 3px solid var(--accent); outline-offset: 2px; }
.quiet { color: var(--muted); font-size: .88rem; }
.skip { position: absolute; left: -99rem; } .skip:focus { position: static; }
nav ul { list-style: none; margin: .8rem 0 0; padding: 0; display: flex; flex-wrap: wrap;
  gap: .2rem 1.1rem; }
.hero { font-size: 2.7rem; font-weight: 700; line-height: 1.2; margin: .6rem 0 .2rem; }
.hero small { font-size: 1.2rem; font-weight: 400; color: var(--muted); }
.scroll { overflow-x: auto; max-width: 100%; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; vertical-align: top; padding: .45rem .6rem .45rem 0;
  border-bottom: 1px solid var(--line); }
thead th { font-size: .82rem; font-weight: 600; color: var(--muted); vertical-align: bottom; }
tbody th { font-weight: 500; }
td.number, th.number { text-align: right; white-space: nowrap;
  font-variant-numeric: tabular-nums; }
thead th.number { white-space: normal; }
td small { display: block; color: var(--muted); white-space: normal; }
tr > :last-child { padding-right: 0; }
.bar { position: relative; height: .7rem; margin: .35rem 0 .2rem; background: var(--panel);
  border: 1px solid var(--line); max-width: 22rem; }
.bar i { position: absolute; inset: 0 auto 0 0; background: var(--bar); }
.bar b { position: absolute; top: 50%; height: 2px; margin-top: -1px; background: var(--ink); }
.bar s { position: absolute; top: -.25rem; bottom: -.25rem; width: 0;
  border-left: 2px dashed var(--muted); }
.wide { max-width: none; height: 1.1rem; }
.chart { width: 100%; max-width: 34rem; height: auto; display: block; }
.chart text { font-size: 12px; fill: var(--muted); }
.steps > li { margin: .7rem 0; }
.call { display: inline-block; background: var(--panel); border: 1px solid var(--line);
  padding: 0 .45rem; border-radius: .2rem; }
code, pre, .typed { font-family: ui-monospace, "SF Mono", Menlo, Consolas, "Noto Sans Mono CJK JP",
  monospace; font-size: .92em; }
pre { background: var(--panel); border: 1px solid var(--line); padding: .6rem .8rem;
  overflow-x: auto; line-height: 1.5; margin: .7rem 0; }
.typed { white-space: pre-wrap; }
.display { overflow-x: auto; overflow-y: hidden; padding: .2rem 0; margin: .5rem 0; }
math { font-size: 1.08em; } math[display=block] { text-align: left; margin-left: 1.5rem;
  width: max-content; }
.grid { list-style: none; display: grid; gap: .35rem; padding: 0; margin: .8rem 0;
  grid-template-columns: repeat(auto-fill, minmax(3.6rem, 1fr)); }
.grid a { display: block; text-align: center; text-decoration: none; padding: .15rem 0;
  border: 1px solid var(--line); color: var(--ink); font-variant-numeric: tabular-nums; }
.grid .right a { color: var(--right); background: var(--right-ground); }
.grid .wrong a { color: var(--wrong); background: var(--wrong-ground); font-weight: 600; }
.only { display: inline-flex; gap: .5rem; align-items: center; margin: .2rem 0 .6rem; }
.only input { width: 1.1rem; height: 1.1rem; }
body:has(#only:checked) article.right { display: none; }
article { border: 1px solid var(--line); border-left-width: .35rem; padding: .8rem 1rem;
  margin: 1.1rem 0; scroll-margin-top: .6rem; }
article.right { border-left-color: var(--right); }
article.wrong { border-left-color: var(--wrong); }
.verdict { font-weight: 700; margin-right: .5rem; white-space: nowrap; }
.right .verdict, .good { color: var(--right); } .wrong .verdict, .bad { color: var(--wrong); }
.shared { border-left: 3px solid var(--line); padding-left: .9rem; margin: .7rem 0; }
figure { margin: .8rem 0; } figure .scroll > svg { max-width: 100%; height: auto; display: block; }
figure .scroll > svg.large { min-width: 25rem; }
details { font-size: .88rem; color: var(--muted); } summary { cursor: pointer; }
.options { list-style: none; margin: .7rem 0; padding: 0; }
.options > li { display: grid; grid-template-columns: 1.8rem minmax(0, 1fr) auto; gap: 0 .5rem;
  padding: .4rem .6rem; border: 1px solid var(--line); margin-top: -1px; }
.options > li.right { background: var(--right-ground); }
.options > li.chosen:not(.right) { background: var(--wrong-ground); }
.answers dt::first-letter, .tag span::first-letter { text-transform: uppercase; }
.tag span { display: inline-block; } .options p, .options pre { margin: 0; }
.options pre { padding: .3rem .5rem; }
.options .tag { font-size: .82rem; font-weight: 600;
  text-align: right; max-width: 8rem; }
.options .why { grid-column: 2 / -1; font-size: .9rem; }
.answers { display: grid; grid-template-columns: repeat(2, minmax(0, 1fr)); gap: .7rem;
  margin: .8rem 0; }
.answers > div { padding: .4rem .7rem; border: 1px solid var(--line); min-width: 0; }
.answers dt { font-size: .82rem; font-weight: 600; } .answers dd { margin: .1rem 0; }
.answers p { margin: .1rem 0; } .answers pre { margin: .2rem 0; }
.answers .given.right, .answers .key { background: var(--right-ground); }
.answers .given.wrong { background: var(--wrong-ground); }
dl { margin: .8rem 0; }
footer { margin-top: 3rem; border-top: 1px solid var(--line); }
@media (max-width: 36rem) {
  body { padding: 1rem .8rem 3rem; } h1 { font-size: 1.35rem; } .hero { font-size: 2.2rem; }
  th, td { padding-right: .45rem; font-size: .92rem; } article { padding: .7rem .75rem; }
  .answers { grid-template-columns: minmax(0, 1fr); } math[display=block] { margin-left: .5rem; }
  .options .tag { grid-column: 2; grid-row: 1; text-align: left; max-width: none; }
  .options > li { grid-template-columns: 1.4rem minmax(0, 1fr); } .options .why { grid-column: 2; }
  .options .tag:empty { display: none; }
  p, li, dd, .text { overflow-x: auto; overflow-y: hidden; }
  .options li:has(.tag:not(:empty)) > .text { grid-column: 2; grid-row: 2; }
}
@page { margin: 16mm 15mm; }
@media print {
  body { max-width: none; padding: 0; font-size: 9.5pt; line-height: 1.5; background: #fff; }
  * { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  nav, .skip, .only { display: none; } a { color: inherit; text-decoration: none; }
  h2, h3, h4 { break-after: avoid; } tr, .options > li, figure, .answers { break-inside: avoid; }
  article { break-inside: auto; } pre { white-space: pre-wrap; overflow: visible; }
  .scroll, .display { overflow: visible; }
}
"""
