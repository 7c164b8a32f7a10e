namespace RunbookEngine.Cli.Pages;

/// <summary>How pages look: the fonts of the reader's system, light or dark as the reader prefers, and plain on paper.</summary>
internal static class PageStyle
{
    /// <summary>The colours, light or dark. They hold none of the characters that XML gives a meaning to.</summary>
    public const string Colours = """
        :root { color-scheme: light dark; --page: #f7f7f5; --card: #ffffff; --text: #1d1f23; --soft: #565c66; --line: #d9dbe0; --bar: #3572c6; --bar2: #78a4de; --gate: #9a7a1f; --bad: #b42626; --good: #1b6f3c; --warn: #7d5800; --busy: #1f5fb8; }
        @media (prefers-color-scheme: dark) { :root { --page: #15171b; --card: #1d2026; --text: #e6e8ec; --soft: #a7aebb; --line: #363b45; --bar: #5a95e6; --bar2: #38639f; --gate: #d0ab48; --bad: #ff857d; --good: #5cc689; --warn: #e3b341; --busy: #7db1f5; } }
        """;

    /// <summary>The style sheet. It holds none of these characters either.</summary>
    public const string Css = Colours + "\n" + """
        * { box-sizing: border-box; }
        body { margin: 0; background: var(--page); color: var(--text); font: 15px/1.5 system-ui, sans-serif; }
        main { max-width: 75rem; margin: 0 auto; padding: 2rem 1.25rem 4rem; }
        h1 { font-size: 1.7rem; line-height: 1.25; margin: 0 0 .3rem; overflow-wrap: anywhere; display: flex; flex-wrap: wrap; gap: .2rem .8rem; align-items: center; }
        h2 { font-size: 1.2rem; margin: 2.4rem 0 .6rem; }
        h3 { display: inline; font-size: .85rem; font-weight: 600; margin: 0; }
        p { margin: .25rem 0; overflow-wrap: anywhere; }
        ul, ol { padding-left: 1.3rem; margin: .3rem 0; } li { overflow-wrap: anywhere; margin: .1rem 0; }
        small, .soft, dt, th { color: var(--soft); font-weight: normal; }
        .good { color: var(--good); } .bad { color: var(--bad); } .warn { color: var(--warn); } .busy { color: var(--busy); }
        .badge { font-size: .95rem; font-weight: 600; border: 1.5px solid currentColor; border-radius: 1rem; padding: .1rem .7rem; white-space: nowrap; }
        .figures { display: grid; grid-template-columns: repeat(auto-fit, minmax(9rem, 1fr)); gap: .8rem; margin: 1.2rem 0 0; }
        .figures div, .card { background: var(--card); border: 1px solid var(--line); border-radius: .4rem; padding: .6rem .8rem; }
        .figures dd { font-size: 1.3rem; }
        dt { font-size: .85rem; } dd { margin: 0; font-variant-numeric: tabular-nums; overflow-wrap: anywhere; }
        .facts { display: grid; grid-template-columns: max-content minmax(0, 1fr); gap: .15rem 1.2rem; margin: 0; } .facts dt { font-size: inherit; }
        .story { border-left: 4px solid var(--line); padding-left: .9rem; } .story.bad { border-color: var(--bad); color: inherit; } .story.good { border-color: var(--good); color: inherit; } .story.warn { border-color: var(--warn); color: inherit; }
        .wide { overflow-x: auto; }
        table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
        th, td { text-align: left; padding: .25rem 1.2rem .25rem 0; vertical-align: top; border-bottom: 1px solid var(--line); overflow-wrap: break-word; max-width: 38rem; }
        tbody th { color: var(--text); }
        .number, .when { white-space: nowrap; } .number { text-align: right; }
        .chart { background: var(--card); border: 1px solid var(--line); border-radius: .4rem; padding: .6rem .8rem; }
        .row, .axis { display: grid; grid-template-columns: 1rem clamp(5rem, 22vw, 14rem) minmax(0, 1fr) 4rem; gap: 0 .5rem; align-items: center; }
        .mark { font-weight: 600; text-align: center; }
        .name { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; font-size: .85rem; }
        .took { text-align: right; font-size: .85rem; font-variant-numeric: tabular-nums; }
        .track { position: relative; display: block; height: 1.1rem; background: linear-gradient(to right, var(--line) 1px, transparent 1px) 0 0 / 25% 100%; border-right: 1px solid var(--line); }
        .track i { position: absolute; top: .15rem; bottom: .15rem; min-width: 2px; background: var(--bar); border-radius: 1px; }
        .track i:nth-of-type(even) { background: var(--bar2); }
        .track i.gate { background: var(--gate); } .track i.failed { background: var(--bad); z-index: 1; min-width: 4px; }
        .track i.span { background: var(--bar2); top: .4rem; bottom: .4rem; } .track i.span.failed { background: var(--bad); }
        .track .away, .key i.away { background: repeating-linear-gradient(135deg, var(--line) 0 2px, transparent 2px 5px); } .track .away { position: absolute; top: 0; bottom: 0; }
        .axis { font-size: .75rem; color: var(--soft); padding-bottom: .2rem; }
        .times { grid-column: 3; position: relative; height: 1.1rem; }
        .times span { position: absolute; padding-left: .2rem; } .times span:last-child { right: 0; background: var(--card); }
        .batch { border-left: 3px solid var(--line); padding-left: .5rem; margin: .45rem 0 .45rem calc(-.5rem - 3px); } .batch .row .name { white-space: normal; overflow-wrap: anywhere; }
        summary { cursor: pointer; list-style: none; border-radius: .2rem; }
        summary::-webkit-details-marker { display: none; }
        summary:hover { background: color-mix(in srgb, var(--bar) 12%, transparent); }
        summary:focus-visible, .wide:focus-visible { outline: 2px solid var(--bar); outline-offset: 1px; }
        .row:focus-visible::after { content: attr(title); grid-column: 2 / -1; font-size: .8rem; color: var(--soft); }
        .row .name::before, .fold::before { content: "\25B8\00A0"; color: var(--soft); } details[open] > .row .name::before, details[open] > .fold::before, details[open] > summary > .fold::before { content: "\25BE\00A0"; }
        .steps { margin: .2rem 0 .8rem 1.5rem; font-size: .85rem; }
        .step { border-top: 1px solid var(--line); } .step:last-child { border-bottom: 1px solid var(--line); }
        .step > summary { display: flex; flex-wrap: wrap; gap: 0 .7rem; padding: .2rem 0; } .step > summary .what { flex: 1 1 12rem; overflow-wrap: anywhere; min-width: 0; }
        .body { padding: .1rem 0 .6rem 1.2rem; }
        .key span { white-space: nowrap; margin-right: .6rem; } .key i { display: inline-block; width: .8rem; height: .8rem; margin-right: .3rem; vertical-align: -.1rem; background: var(--bar); } .key i.bar2 { background: var(--bar2); } .key i.gate { background: var(--gate); } .key i.failed { background: var(--bad); }
        svg { display: block; width: 100%; grid-column: 3; } .lanes path { stroke: var(--bar); } .lanes path.failed { stroke: var(--bad); stroke-width: 4; } .lanes rect { fill: var(--line); opacity: .5; }
        code, pre { font-family: ui-monospace, monospace; font-size: .82rem; overflow-wrap: anywhere; } pre { white-space: pre-wrap; margin: .3rem 0; }
        .body pre, .card pre { background: color-mix(in srgb, var(--line) 30%, transparent); border-radius: .3rem; padding: .4rem .6rem; max-height: 28rem; overflow: auto; }
        pre.out { display: flex; flex-direction: column-reverse; }
        footer { margin-top: 3rem; border-top: 1px solid var(--line); padding-top: .6rem; }
        @media (max-width: 40rem) { .times span:nth-child(2), .times span:nth-child(4) { display: none; } .row, .axis { grid-template-columns: 1rem 5.5rem minmax(0, 1fr) 3.2rem; } .steps { margin-left: .2rem; } .facts { grid-template-columns: 1fr; } .facts dd { margin-bottom: .3rem; } }
        @media print { :root { color-scheme: light; --page: #ffffff; } body { font-size: 10pt; } main { max-width: none; padding: 0; } h2 { break-after: avoid; } .figures div, tr, .step > summary { break-inside: avoid; } .body pre, .card pre { max-height: none; } * { print-color-adjust: exact; } }
        """;
}
