using System.Globalization;
using RunbookEngine.Tests.Cli;
using RunbookEngine.Tests.Fakes;
using RunbookEngine.Tests.Proofs;

namespace RunbookEngine.Tests.Watching;

/// <summary>A real terminal with a shell in it, held by a tmux server of its own.</summary>
internal sealed class Tmux : IAsyncDisposable
{
    private readonly string _socket;

    private Tmux(string socket) => _socket = socket;

    /// <summary>In the folder of a bench and with its store.</summary>
    public static async Task<Tmux> StartAsync(CliBench bench, int columns, int rows)
    {
        Needed.Check(await Needed.TryAsync("tmux", "-V") is not null, "tmux");
        var tmux = new Tmux(Path.Combine(bench.Folder, "tmux"));
        // Whoever started the tests in the background may have had signals ignored, which is passed on to every process from there.
        await tmux.RunAsync("-f", "/dev/null", "new-session", "-d", "-x", Number(columns), "-y", Number(rows), "-c", bench.Folder,
            "env", "--default-signal=INT,HUP,TERM,TSTP", $"RUNBOOK_STORE={bench.Store}", "LC_ALL=C.UTF-8", "PS1=prompt> ", "bash", "--norc", "--noprofile");
        await Eventually.Holds(() => tmux.Screen().Contains("prompt>", StringComparison.Ordinal));
        return tmux;
    }

    /// <summary>What a person sees.</summary>
    public string Screen() => Run("capture-pane", "-p");

    /// <summary>Waits until a person sees it; the whole screen.</summary>
    public async Task<string> SeesAsync(string text)
    {
        var screen = "";
        try
        {
            await Eventually.Holds(() => (screen = Screen()).Contains(text, StringComparison.Ordinal), TimeSpan.FromSeconds(60));
        }
        catch (Xunit.Sdk.XunitException)
        {
            Assert.Fail($"`{text}` was not seen on this screen:\n{screen}");
        }

        return screen;
    }

    /// <summary>Types a command line.</summary>
    public Task TypeAsync(string line) => RunAsync("send-keys", line, "Enter");

    /// <summary>Presses keys, named as tmux does.</summary>
    public Task PressAsync(params string[] keys) => RunAsync(["send-keys", .. keys]);

    public Task ResizeAsync(int columns, int rows) => RunAsync("resize-window", "-x", Number(columns), "-y", Number(rows));

    /// <summary>Whether the terminal is as a shell expects it: its first screen, a cursor, plain arrow keys.</summary>
    public string State() => Run("display-message", "-p", "alternate #{alternate_on} cursor #{cursor_flag} arrows #{keypad_cursor_flag}#{keypad_flag}").Trim();

    public async ValueTask DisposeAsync() => await Needed.TryAsync("tmux", "-S", _socket, "kill-server");

    private string Run(params string[] arguments) => RunAsync(arguments).GetAwaiter().GetResult();

    private async Task<string> RunAsync(params string[] arguments)
    {
        var result = await Needed.TryAsync("tmux", ["-S", _socket, .. arguments]);
        Assert.True(result?.Exit == 0, $"tmux {string.Join(' ', arguments)}: {result?.Error}");
        return result!.Output;
    }

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
