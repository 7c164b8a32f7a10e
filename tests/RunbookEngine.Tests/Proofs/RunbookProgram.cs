using System.Diagnostics;
using System.Text;

namespace RunbookEngine.Tests.Proofs;

/// <summary>The real executable: <c>$RUNBOOK_BIN</c>, such as the native binary, else the one that was built with the tests.</summary>
public static class RunbookProgram
{
    public static string Path { get; } = Environment.GetEnvironmentVariable("RUNBOOK_BIN") is { Length: > 0 } named
        ? System.IO.Path.GetFullPath(named)
        : System.IO.Path.Combine(AppContext.BaseDirectory, "runbook");

    /// <summary>How long a run of a proof may take.</summary>
    public static TimeSpan Patience { get; } = TimeSpan.FromMinutes(3);

    /// <summary>How often the proofs may kill: <c>$RUNBOOK_KILLS</c>, else few enough for every day.</summary>
    public static int Kills { get; } = int.TryParse(Environment.GetEnvironmentVariable("RUNBOOK_KILLS"), out var kills) ? kills : 25;

    /// <summary>Randomness that <c>$RUNBOOK_SEED</c> repeats; its seed is written to the test's output.</summary>
    public static Random NewRandom()
    {
        var seed = int.TryParse(Environment.GetEnvironmentVariable("RUNBOOK_SEED"), out var given) ? given : Environment.TickCount;
        TestContext.Current.TestOutputHelper!.WriteLine($"RUNBOOK_SEED={seed}");
        return new(seed);
    }

    /// <summary>Starts it in a folder, where it also has its home.</summary>
    public static RunningProgram Start(string folder, IEnumerable<string> arguments, params (string Name, string? Value)[] environment) =>
        StartThrough([], folder, arguments, environment);

    /// <summary>Starts it by way of another program that turns into it, such as one which enters a namespace.</summary>
    public static RunningProgram StartThrough(
        string[] through, string folder, IEnumerable<string> arguments, params (string Name, string? Value)[] environment)
    {
        string[] command = [.. through, Path, .. arguments];
        var start = new ProcessStartInfo(command[0], command[1..])
        {
            WorkingDirectory = folder, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true,
        };
        foreach (var name in start.Environment.Keys.Where(static n => n.StartsWith("RUNBOOK_", StringComparison.Ordinal) || n.StartsWith("GITHUB_", StringComparison.Ordinal)).ToArray())
            start.Environment.Remove(name);
        start.Environment["HOME"] = folder;
        start.Environment.Remove("XDG_STATE_HOME");
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        var process = Process.Start(start)!;
        process.StandardInput.Close();
        return new(process);
    }

    /// <summary>Runs it to its end.</summary>
    public static async Task<ProgramResult> RunAsync(string folder, IEnumerable<string> arguments, params (string Name, string? Value)[] environment)
    {
        using var program = Start(folder, arguments, environment);
        return await program.EndAsync(Patience);
    }
}

/// <summary>A process of the executable.</summary>
public sealed class RunningProgram : IDisposable
{
    private readonly StringBuilder _said = new();
    private readonly Process _process;
    private readonly Task<string> _output;
    private readonly Task<string> _error;

    public RunningProgram(Process process)
    {
        _process = process;
        _output = CollectAsync(process.StandardOutput);
        _error = process.StandardError.ReadToEndAsync();
    }

    /// <summary>Its standard output so far.</summary>
    public string Said
    {
        get
        {
            lock (_said)
                return _said.ToString();
        }
    }

    public int Id => _process.Id;

    public bool HasEnded => _process.HasExited;

    /// <summary>Waits for its end; fails the test when that does not come in time.</summary>
    public async Task<ProgramResult> EndAsync(TimeSpan patience)
    {
        using var limit = new CancellationTokenSource(patience);
        try
        {
            await _process.WaitForExitAsync(limit.Token);
            return new(_process.ExitCode, await _output.WaitAsync(limit.Token), await _error.WaitAsync(limit.Token));
        }
        catch (OperationCanceledException)
        {
            _process.Kill();
            throw new TimeoutException($"The program did not end within {patience}. It said:\n{Said}");
        }
    }

    /// <summary>SIGKILL, to this process alone, and waits until it is gone.</summary>
    /// <returns>Whether it was still alive.</returns>
    public async Task<bool> KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        return _process.ExitCode == 128 + 9;
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill();
        _process.Dispose();
    }

    private async Task<string> CollectAsync(StreamReader output)
    {
        var buffer = new char[4096];
        while (await output.ReadAsync(buffer) is var count and > 0)
        {
            lock (_said)
                _said.Append(buffer, 0, count);
        }

        return Said;
    }
}

/// <summary>How it ended.</summary>
public sealed record ProgramResult(int Exit, string Output, string Error)
{
    /// <summary>Fails the test with all that was said when the exit code is another one.</summary>
    public ProgramResult Exits(int exit)
    {
        Assert.True(Exit == exit, $"exit {Exit} where {exit} was expected\n{Output}\n{Error}");
        return this;
    }

    public override string ToString() => $"exit {Exit}\n{Output}\n{Error}";
}
