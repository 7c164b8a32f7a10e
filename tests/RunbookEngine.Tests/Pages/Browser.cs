using Microsoft.Playwright;
using RunbookEngine.Tests.Proofs;

namespace RunbookEngine.Tests.Pages;

/// <summary>The machine's own Chromium, driven by Playwright, without a network.</summary>
public sealed class Browser : IAsyncLifetime
{
    private const string Chromium = "/usr/bin/chromium";

    private IPlaywright? _playwright;
    private IBrowser? _browser;

    public async ValueTask InitializeAsync()
    {
        if (!File.Exists(Chromium))
            return;
        _playwright = await Playwright.CreateAsync();
        // Its sandbox needs what a container does not give; the pages are our own.
        _browser = await _playwright.Chromium.LaunchAsync(new() { ExecutablePath = Chromium, Args = ["--no-sandbox"] });
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
            await _browser.DisposeAsync();
        _playwright?.Dispose();
    }

    /// <summary>Opens a page's text from a file, as somebody does who took it off a ticket.</summary>
    internal async Task<OpenPage> OpenAsync(string text, int width, ColorScheme scheme, string kind = "html")
    {
        Needed.Check(_browser is not null, $"a browser at {Chromium} (`apt-get install chromium`)");
        var file = Path.Combine(Path.GetTempPath(), $"runbook-page-{Guid.NewGuid():n}.{kind}");
        await File.WriteAllTextAsync(file, text);
        var context = await _browser!.NewContextAsync(new() { Offline = true, ColorScheme = scheme, ViewportSize = new() { Width = width, Height = 900 } });
        var page = new OpenPage(context, await context.NewPageAsync(), file);
        await page.LoadAsync();
        return page;
    }
}

/// <summary>A page that is open.</summary>
internal sealed class OpenPage(IBrowserContext context, IPage page, string file) : IAsyncDisposable
{
    public IPage Page => page;

    /// <summary>Whatever the browser had to say, and whatever was asked for beside the page itself.</summary>
    public List<string> Troubles { get; } = [];

    /// <summary>The processor's time until everything was drawn.</summary>
    public TimeSpan Work { get; private set; }

    public async Task LoadAsync()
    {
        var own = new Uri(file).AbsoluteUri;
        page.Console += (_, message) => Troubles.Add(message.Text);
        page.PageError += (_, error) => Troubles.Add(error);
        page.Request += (_, request) =>
        {
            if (request.Url != own)
                Troubles.Add(request.Url);
        };
        var session = await context.NewCDPSessionAsync(page);
        await session.SendAsync("Performance.enable", new() { ["timeDomain"] = "threadTicks" });
        await page.GotoAsync(own);
        await page.EvaluateAsync("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))");
        var metrics = (await session.SendAsync("Performance.getMetrics"))!.Value.GetProperty("metrics").EnumerateArray();
        Work = TimeSpan.FromSeconds(metrics.First(static m => m.GetProperty("name").GetString() == "TaskDuration").GetProperty("value").GetDouble());
    }

    /// <summary>Leaves a picture where one is wanted.</summary>
    public async Task PictureAsync(string name)
    {
        if (Environment.GetEnvironmentVariable("RUNBOOK_PICTURES") is { Length: > 0 } folder)
            await page.ScreenshotAsync(new() { Path = Path.Combine(folder, name + ".png"), FullPage = true });
    }

    public async ValueTask DisposeAsync()
    {
        await context.DisposeAsync();
        File.Delete(file);
    }
}
