using Microsoft.Playwright;
using RunbookEngine.Cli.Drawing;
using RunbookEngine.Planning;
using RunbookEngine.Tests.Cli;
using RunbookEngine.Tests.Fakes;

namespace RunbookEngine.Tests.Pages;

/// <summary>What <c>graph --format svg</c> draws, in a real browser: boxes apart, words in their boxes, lines around boxes, and colours that can be read.</summary>
public sealed class DrawingInBrowserTests(Browser browser) : IClassFixture<Browser>
{
    /// <summary>Every pair of boxes that touch and of which neither holds the other; every word outside its box; every line through a box of a step.</summary>
    private const string Faults = """
        (() => {
          const faults = [], boxes = [...document.querySelectorAll('rect:not(.page)')].map(r => ({ r, ...(({ x, y, width, height }) => ({ x, y, width, height }))(r.getBBox()) }));
          const holds = (a, b) => a.x <= b.x && a.y <= b.y && a.x + a.width >= b.x + b.width && a.y + a.height >= b.y + b.height;
          const meet = (a, b) => a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
          boxes.forEach((a, i) => boxes.slice(i + 1).forEach(b => { if (meet(a, b) && !holds(a, b) && !holds(b, a)) faults.push('boxes meet: ' + a.r.parentNode.textContent + ' / ' + b.r.parentNode.textContent); }));
          for (const text of document.querySelectorAll('text')) {
            const box = text.parentNode.querySelector('rect').getBBox(), words = text.getBBox();
            if (!holds(box, words)) faults.push('outside its box: ' + text.textContent);
            for (const inner of text.parentNode.querySelectorAll(':scope > g > rect')) if (meet(inner.getBBox(), words)) faults.push('under another box: ' + text.textContent);
          }
          for (const line of document.querySelectorAll('path.edge')) {
            const length = line.getTotalLength();
            for (let at = 2; at < length - 2; at += 3) {
              const p = line.getPointAtLength(at), dot = { x: p.x, y: p.y, width: 0.1, height: 0.1 };
              const through = boxes.find(b => b.r.classList.contains('step') && meet(b, dot));
              if (through) { faults.push('a line through ' + through.r.parentNode.textContent); break; }
            }
          }
          const page = document.querySelector('svg').viewBox.baseVal;
          boxes.forEach(b => { if (!holds(page, b)) faults.push('off the page: ' + b.r.parentNode.textContent); });
          return faults;
        })()
        """;

    /// <summary>The contrast of each kind of words with the ground under it, where it is less than 4.5.</summary>
    private const string Pale = """
        (() => {
          const light = c => { const [r, g, b] = c.match(/[\d.]+/g).slice(0, 3).map(v => v / 255).map(v => v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4); return 0.2126 * r + 0.7152 * g + 0.0722 * b; };
          const fill = e => getComputedStyle(e).fill;
          return [...document.querySelectorAll('text')].filter(t => {
            const box = t.parentNode.querySelector('rect'), ground = fill(box) === 'none' ? document.querySelector('.page') : box;
            const [a, b] = [light(fill(t)), light(fill(ground))];
            return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05) < 4.5;
          }).map(t => t.textContent + ' ' + fill(t));
        })()
        """;

    public static TheoryData<string> Shipped => [.. Directory.GetFiles(Path.Combine(Repository.Root, "runbooks"), "*.yaml").Select(static f => Path.GetFileName(f)!).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Shipped))]
    public async Task Every_shipped_runbook_is_drawn_without_a_fault(string name)
    {
        using var bench = new CliBench();
        var svg = (await bench.RunAsync("graph", Path.Combine(Repository.Root, "runbooks", name), "--format", "svg")).Expect(0).Out;
        foreach (var scheme in new[] { ColorScheme.Light, ColorScheme.Dark })
            await ProveAsync(svg, scheme, Path.GetFileNameWithoutExtension(name));
    }

    [Fact]
    public async Task A_tangle_of_needs_is_drawn_without_a_fault()
    {
        var plan = Planner.Plan(Some.Runbook(
            Some.Free("a"), Some.Free("b"), Some.Step("c", "a"), Some.Step("d", "a", "c"), Some.Group("g", 0, [.. Enumerable.Range(0, 8).Select(static i => Some.Free($"p{i}"))]),
            Some.Step("e", "d", "b"), Some.Step("f", "a", "e"), Some.Step("h", "g", "a", "b", "c")));

        await ProveAsync(SvgText.Of(plan), ColorScheme.Light, "tangle");
    }

    [Fact]
    public async Task Any_name_is_only_text_and_stays_in_its_box()
    {
        var plan = Planner.Plan(Some.Runbook(
            Some.Step("a") with { Name = "</text><script>alert(1)</script> & \"quotes\" \u001b[31m \u202e backwards" },
            Some.Step("b") with { Name = new string('W', 200) },
            Some.Step("c") with { Name = string.Concat(Enumerable.Repeat("文字", 40)) }) with
        { Name = "odd <b> \"name\"" });
        await using var page = await browser.OpenAsync(SvgText.Of(plan), 800, ColorScheme.Light, "svg");

        Assert.Empty(page.Troubles);
        Assert.Equal(0, await page.Page.Locator("script").CountAsync());
        Assert.Equal("odd <b> \"name\"", await page.Page.EvaluateAsync<string>("document.querySelector('title').textContent"));
        Assert.Empty(await page.Page.EvaluateAsync<string[]>(Faults));
    }

    /// <summary>Within a page; that it also stands alone, as XML, is proven with names that would break it.</summary>
    private async Task ProveAsync(string svg, ColorScheme scheme, string name)
    {
        await using var page = await browser.OpenAsync($"<!doctype html><title>{name}</title><body style=\"margin: 0\">{svg}", 1280, scheme);
        await page.PictureAsync($"graph-{name}-{scheme}");

        Assert.Empty(page.Troubles);
        Assert.Empty(await page.Page.EvaluateAsync<string[]>(Faults));
        Assert.Empty(await page.Page.EvaluateAsync<string[]>(Pale));
        Assert.NotEqual("", await page.Page.EvaluateAsync<string>("document.getElementById('what').textContent"));
    }
}
