namespace RunbookEngine.Cli.Rehearsing.Pages;

/// <summary>How the page of a rehearsal looks: the fonts of the reader's system, and light or dark as the reader prefers.</summary>
internal static class PageStyle
{
    /// <summary>The style sheet. It holds none of the characters that XML gives a meaning to.</summary>
    public const string Css = """
        :root { color-scheme: light dark; --page: #fbfbfa; --card: #ffffff; --text: #1d1f23; --soft: #5b616b; --line: #d9dbe0; --bar: #3572c6; --bar2: #78a4de; --gate: #9a7a1f; --bad: #c02b2b; --good: #1f7a43; --warn: #8a6100; }
        @media (prefers-color-scheme: dark) { :root { --page: #15171b; --card: #1d2026; --text: #e6e8ec; --soft: #a0a7b3; --line: #363b45; --bar: #5a95e6; --bar2: #38639f; --gate: #d0ab48; --bad: #ff7b72; --good: #5cc689; --warn: #e3b341; } }
        * { box-sizing: border-box; }
        body { margin: 0; background: var(--page); color: var(--text); font: 15px/1.45 system-ui, sans-serif; }
        main { max-width: 75rem; margin: 0 auto; padding: 1.5rem 1rem 4rem; }
        h1 { font-size: 1.6rem; margin: 0; overflow-wrap: anywhere; }
        h2 { font-size: 1.15rem; margin: 2.2rem 0 .6rem; }
        h3 { display: inline; font-size: .85rem; font-weight: 600; margin: 0; }
        p { margin: .25rem 0; overflow-wrap: anywhere; }
        small, .soft, dt, th { color: var(--soft); font-weight: normal; }
        .good { color: var(--good); } .bad { color: var(--bad); } .warn { color: var(--warn); }
        dl { display: grid; grid-template-columns: repeat(auto-fit, minmax(9rem, 1fr)); gap: .8rem; margin: 1.2rem 0 0; }
        dl div { background: var(--card); border: 1px solid var(--line); border-radius: .4rem; padding: .6rem .8rem; }
        dd { margin: 0; font-size: 1.35rem; font-variant-numeric: tabular-nums; overflow-wrap: anywhere; }
        .wide { overflow-x: auto; }
        table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
        th, td { text-align: left; padding: .2rem 1.2rem .2rem 0; vertical-align: top; border-bottom: 1px solid var(--line); overflow-wrap: anywhere; }
        .number { text-align: right; white-space: nowrap; }
        .chart { background: var(--card); border: 1px solid var(--line); border-radius: .4rem; padding: .6rem .8rem; }
        .row, .axis { display: grid; grid-template-columns: clamp(5rem, 22vw, 14rem) minmax(0, 1fr) 4.5rem; gap: 0 .7rem; align-items: center; }
        .name { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; font-size: .85rem; }
        .took { text-align: right; font-size: .85rem; font-variant-numeric: tabular-nums; }
        .track { position: relative; display: block; height: 1.1rem; background: linear-gradient(to right, var(--line) 1px, transparent 1px) 0 0 / 25% 100%; border-right: 1px solid var(--line); }
        .track i { position: absolute; top: .15rem; bottom: .15rem; min-width: 2px; background: var(--bar); border-radius: 1px; }
        .track i:nth-child(even) { background: var(--bar2); }
        .track i.gate { background: var(--gate); } .track i.failed { background: var(--bad); z-index: 1; min-width: 4px; }
        .track i.span { background: var(--bar2); top: .4rem; bottom: .4rem; }
        .axis { font-size: .75rem; color: var(--soft); padding-bottom: .2rem; }
        .times { grid-column: 2; position: relative; height: 1.1rem; }
        .times span { position: absolute; padding-left: .2rem; } .times span:last-child { right: 0; }
        .batch { border-left: 3px solid var(--line); padding-left: .5rem; margin: .45rem 0 .45rem calc(-.5rem - 3px); content-visibility: auto; contain-intrinsic-size: auto 6rem; }
        summary { cursor: pointer; list-style: none; border-radius: .2rem; }
        summary::-webkit-details-marker { display: none; }
        summary:hover { background: color-mix(in srgb, var(--bar) 12%, transparent); }
        summary:focus-visible { outline: 2px solid var(--bar); }
        summary:focus-visible::after { content: attr(title); grid-column: 1 / -1; font-size: .8rem; color: var(--soft); }
        .row .name::before { content: "\25B8\00A0"; color: var(--soft); } details[open] > .row .name::before { content: "\25BE\00A0"; }
        .steps { margin: .2rem 0 .6rem 1rem; font-size: .85rem; }
        .key i { display: inline-block; width: .8rem; height: .8rem; margin: 0 .3rem 0 .8rem; vertical-align: -.1rem; }
        svg { display: block; width: 100%; grid-column: 2; } .lanes path { stroke: var(--bar); } .lanes path.failed { stroke: var(--bad); } .lanes rect { fill: var(--line); opacity: .5; }
        pre { white-space: pre-wrap; overflow-wrap: anywhere; font-size: .85rem; }
        """;
}
