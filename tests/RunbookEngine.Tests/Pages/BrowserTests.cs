using Microsoft.Playwright;
using RunbookEngine.Tests.Cli;

namespace RunbookEngine.Tests.Pages;

/// <summary>
/// Pages in a real browser: they need nothing from elsewhere, are read in the dark and by day, on a telephone and by keyboard, and a run over a thousand nodes opens at once. With
/// <c>RUNBOOK_PICTURES</c> naming a folder, pictures are left there for people to look at.
/// </summary>
public sealed class BrowserTests(Browser browser) : IClassFixture<Browser>
{
    public static TheoryData<string, int, ColorScheme> Views => new MatrixTheoryData<string, int, ColorScheme>(["failed", "resumed", "fan-out", "rehearsal"], [1280, 390], [ColorScheme.Light, ColorScheme.Dark]);

    [Theory]
    [MemberData(nameof(Views))]
    public async Task A_page_asks_for_nothing_can_be_read_and_does_not_overflow(string name, int width, ColorScheme scheme)
    {
        await using var page = await browser.OpenAsync(await TextAsync(name), width, scheme);
        await page.PictureAsync($"{name}-{width}-{scheme}");

        await page.Page.EvaluateAsync("document.querySelectorAll('details').forEach(d => d.open = true)");
        await page.PictureAsync($"{name}-{width}-{scheme}-open");

        Assert.Empty(page.Troubles);
        Assert.Equal(width, await page.Page.EvaluateAsync<int>("document.documentElement.scrollWidth"));
        Assert.Empty(await page.Page.EvaluateAsync<string[]>(Contrast.Script));
    }

    [Fact]
    public async Task A_report_has_its_headings_in_order_its_chart_and_tables_with_heads()
    {
        await using var page = await browser.OpenAsync(SomeRuns.Page(SomeRuns.Resumed()), 1280, ColorScheme.Light);

        Assert.Equal(1, await page.Page.Locator("h1").CountAsync());
        Assert.Equal(
            ["In short", "Who and what", "Approvals, and who did what", "Timeline and steps", "Interruptions, and how each was resolved", "Nodes before and after", "The plan"],
            await page.Page.Locator("h2").AllTextContentsAsync());
        Assert.Equal(0, await page.Page.Locator("table:not(:has(th[scope=col]))").CountAsync());
        Assert.Equal(4, await page.Page.Locator("summary.row[title^='upgrade[']").CountAsync());
        Assert.True(await page.Page.Locator(".track i:not(.away)").CountAsync() >= 16);
        Assert.Equal("en", await page.Page.Locator("html").GetAttributeAsync("lang"));
    }

    [Fact]
    public async Task The_keyboard_opens_a_lane_and_then_a_step_of_it()
    {
        await using var page = await browser.OpenAsync(SomeRuns.Page(SomeRuns.Resumed()), 1280, ColorScheme.Light);

        await TabToAsync(page.Page, "e => e.matches('summary.row') && e.title.startsWith('upgrade[w2]')");
        Assert.NotEqual("none", await page.Page.EvaluateAsync<string>("getComputedStyle(document.activeElement).outlineStyle"));
        await page.Page.Keyboard.PressAsync("Enter");
        await TabToAsync(page.Page, "e => e.closest('.step') !== null");
        await page.Page.Keyboard.PressAsync("Space");

        Assert.True(await page.Page.GetByText("kubectl drain: w2").IsVisibleAsync());
    }

    [Fact]
    public async Task A_run_over_a_thousand_nodes_opens_within_two_seconds()
    {
        await using var page = await browser.OpenAsync(SomeRuns.Page(SomeRuns.Many(1000)), 1280, ColorScheme.Light);
        await page.PictureAsync("thousand");

        // Of the processor's time, so that a machine that is busy elsewhere does not fail it.
        Assert.InRange(page.Work, TimeSpan.FromMilliseconds(1), TimeSpan.FromSeconds(2));
        Assert.Empty(page.Troubles);
    }

    [Fact]
    public async Task What_a_hostile_host_says_is_only_text()
    {
        await using var page = await browser.OpenAsync(SomeRuns.Page(SomeRuns.Failed(SomeRuns.Hostile)), 1280, ColorScheme.Light);

        Assert.Equal(0, await page.Page.Locator("script, img").CountAsync());
        Assert.Empty(page.Troubles);
    }

    private static async Task TabToAsync(IPage page, string condition)
    {
        for (var i = 0; i < 60; i++)
        {
            await page.Keyboard.PressAsync("Tab");
            if (await page.EvaluateAsync<bool>($"({condition})(document.activeElement)"))
                return;
        }

        Assert.Fail($"the keyboard never came to {condition}");
    }

    private static async Task<string> TextAsync(string name) => name switch
    {
        "failed" => SomeRuns.Page(SomeRuns.Failed("No space left on device")),
        "resumed" => SomeRuns.Page(SomeRuns.Resumed()),
        "fan-out" => SomeRuns.Page(SomeRuns.FanOut()),
        _ => await RehearsalAsync("3+20@1.36.4/1.35.6"),
    };

    private static async Task<string> RehearsalAsync(string world)
    {
        using var bench = new CliBench();
        (await bench.RunAsync("rehearse", Path.Combine(Repository.Root, "runbooks", "worker-rolling-upgrade.yaml"), "--world", world, "--input", "version=1.36.4", "--html", "r.html")).Expect(0);
        return bench.Read("r.html");
    }
}
