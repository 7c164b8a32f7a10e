namespace RunbookEngine.Cli;

/// <summary>Everything that the command line touches of its process, so that tests can stand in for it.</summary>
internal sealed record CliConsole
{
    /// <summary>Answers to questions are read from here.</summary>
    public required TextReader In { get; init; }

    /// <summary>Results.</summary>
    public required TextWriter Out { get; init; }

    /// <summary>Mistakes, warnings and, when results are for a machine, questions.</summary>
    public required TextWriter Error { get; init; }

    /// <summary>Whether somebody can answer.</summary>
    public bool IsInputTerminal { get; init; }

    /// <summary>Whether somebody looks at the results.</summary>
    public bool IsOutputTerminal { get; init; }

    /// <summary>Whether somebody looks at the messages.</summary>
    public bool IsErrorTerminal { get; init; }

    /// <summary>Columns and rows of the terminal now.</summary>
    public Func<(int Columns, int Rows)> Size { get; init; } = static () => (80, 24);

    /// <summary>A line that is not shown while it is typed; null at the end of the input.</summary>
    public required Func<string?> ReadSecret { get; init; }

    /// <summary>Waits for a key and does not show it; null when there will be none.</summary>
    public Func<ConsoleKeyInfo?> ReadKey { get; init; } = static () => null;

    /// <summary>Environment variables.</summary>
    public required Func<string, string?> Environment { get; init; }

    /// <summary>Why results could not be written; null when they were.</summary>
    public Func<string?> OutputFault { get; init; } = static () => null;

    /// <summary>The home folder that the account has, whatever the environment says; empty when it has none.</summary>
    public Func<string> AccountHome { get; init; } = static () => "";

    /// <summary>Where relative paths start; empty where that folder was removed.</summary>
    public required string CurrentDirectory { get; init; }

    /// <summary>Calls back for every request to end this process (Ctrl-C, TERM, HUP), until it is disposed of.</summary>
    public Func<Action, IDisposable> OnInterrupt { get; init; } = static _ => Nothing.Instance;

    /// <summary>Calls back whenever this process goes on after it was stopped from its terminal (Ctrl-Z), until it is disposed of.</summary>
    public Func<Action, IDisposable> OnContinue { get; init; } = static _ => Nothing.Instance;

    /// <summary>Ends this process at once.</summary>
    public Action<int> Exit { get; init; } = static _ => { };

    /// <summary>The clock.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Names of runs come from here.</summary>
    public required Random Random { get; init; }

    /// <summary>Whether a question would reach somebody who can answer.</summary>
    public bool CanAsk => IsInputTerminal && (IsOutputTerminal || IsErrorTerminal);

    /// <summary>Where a question is written: never among results that go elsewhere.</summary>
    public TextWriter Questions => IsOutputTerminal ? Out : Error;

    /// <summary>The path in full, a leading <c>~/</c> and the current directory filled in.</summary>
    public string FullPath(string path)
    {
        var home = Environment("HOME");
        var expanded = path.StartsWith("~/", StringComparison.Ordinal) && home is { Length: > 0 } ? Path.Combine(home, path[2..]) : path;
        if (Path.IsPathFullyQualified(expanded))
            return Path.GetFullPath(expanded);
        return CurrentDirectory.Length > 0
            ? Path.GetFullPath(expanded, CurrentDirectory)
            : throw new UsageException($"the current folder is gone, so `{path}` is nowhere", "go to another folder, or give a path that begins with /");
    }

    private sealed class Nothing : IDisposable
    {
        public static Nothing Instance { get; } = new();

        public void Dispose()
        {
        }
    }
}
