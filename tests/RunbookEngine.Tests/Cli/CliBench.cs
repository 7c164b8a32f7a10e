using System.Text.RegularExpressions;
using RunbookEngine.Cli;

namespace RunbookEngine.Tests.Cli;

/// <summary>A folder of its own with a store, in which command lines are carried out within this process.</summary>
public sealed partial class CliBench : IDisposable
{
    public CliBench() => Directory.CreateDirectory(Folder);

    public string Folder { get; } = Path.Combine(Path.GetTempPath(), "runbook-cli-" + Guid.NewGuid().ToString("n")[..12]);

    /// <summary>The variables that a command line sees. One called <c>RUNBOOK_TEST_THROWS</c> stands for a bug.</summary>
    public Dictionary<string, string> Environment { get; } = [];

    public string Store => Path.Combine(Folder, "state", "runs.db");

    public string Write(string name, string text)
    {
        var path = Path.Combine(Folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        return path;
    }

    public string Read(string name) => File.ReadAllText(Path.Combine(Folder, name));

    public bool Has(string name) => File.Exists(Path.Combine(Folder, name));

    /// <summary>In a pipe.</summary>
    public Task<CliResult> RunAsync(params string[] arguments) => RunAsync(null, arguments);

    /// <summary>On a terminal that answers with these lines; without colours, so that texts can be compared.</summary>
    public Task<CliResult> AnswerAsync(string[] answers, params string[] arguments) => RunAsync(answers, arguments);

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    private async Task<CliResult> RunAsync(string[]? answers, string[] arguments)
    {
        var (output, error) = (new StringWriter(), new StringWriter());
        var input = new StringReader(string.Concat((answers ?? []).Select(static a => a + "\n")));
        var code = await CliApplication.RunAsync(arguments, new()
        {
            In = input,
            Out = TextWriter.Synchronized(output),
            Error = TextWriter.Synchronized(error),
            // Results go to a pipe all the same: the live view has tests of its own.
            IsInputTerminal = answers is not null,
            IsErrorTerminal = answers is not null,
            ReadSecret = input.ReadLine,
            Environment = Variable,
            CurrentDirectory = Folder,
            Random = new Random(),
        });
        return new(code, output.ToString(), error.ToString());
    }

    private string? Variable(string name) => name switch
    {
        "RUNBOOK_TEST_THROWS" => throw new FormatException(Environment[name]),
        _ when Environment.TryGetValue(name, out var value) => value,
        "RUNBOOK_STORE" => Store,
        "HOME" => Folder,
        "NO_COLOR" => "1",
        _ => null,
    };
}

/// <summary>What a command line came to.</summary>
public sealed partial record CliResult(int Code, string Out, string Error)
{
    /// <summary>The output with what differs from run to run made the same.</summary>
    public string Steady => Durations().Replace(Runs().Replace(Times().Replace(Out, "HH:MM:SS"), "RUN"), "TIME");

    public string Run => Runs().Match(Out).Value;

    /// <summary>Fails with both outputs when the code is another one.</summary>
    public CliResult Expect(int code)
    {
        Assert.True(Code == code, $"exit code {Code} instead of {code}\n{Out}\n{Error}");
        return this;
    }

    [GeneratedRegex(@"\b\d\d:\d\d:\d\d\b")]
    private static partial Regex Times();

    [GeneratedRegex(@"\b\d{8}-\d{6}-[0-9a-z]{4}\b")]
    private static partial Regex Runs();

    [GeneratedRegex(@"\b(\d+ms|\d+\.\ds|\d+s|\d+m\d\ds)\b")]
    private static partial Regex Durations();
}
