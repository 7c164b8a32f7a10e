using System.Diagnostics;
using System.Text;

namespace RunbookEngine.Tests.Cli;

/// <summary>The real program in a process of its own: the native one that <c>RUNBOOK_BIN</c> names, else the one built beside the tests.</summary>
public sealed class RunbookProcess : IDisposable
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly StringBuilder _output = new();

    private RunbookProcess(Process process)
    {
        _process = process;
        _process.OutputDataReceived += Take;
        _process.ErrorDataReceived += Take;
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public static string Program { get; } =
        Environment.GetEnvironmentVariable("RUNBOOK_BIN") is { Length: > 0 } named ? named : Path.Combine(AppContext.BaseDirectory, "runbook");

    public string Output
    {
        get
        {
            lock (_output)
                return _output.ToString();
        }
    }

    /// <summary>In a pipe.</summary>
    public static RunbookProcess Start(CliBench bench, params string[] arguments) => Start(bench, Program, arguments);

    /// <summary>On a terminal of 80 columns and 24 rows.</summary>
    public static RunbookProcess StartOnTerminal(CliBench bench, params string[] arguments) =>
        Start(bench, "script", ["-qefc", $"stty rows 24 cols 80; exec {Program} {string.Join(' ', arguments)}", "/dev/null"]);

    public void Signal(string name)
    {
        using var kill = Process.Start("kill", [$"-{name}", _process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }

    public void Type(string text)
    {
        _process.StandardInput.Write(text);
        _process.StandardInput.Flush();
    }

    /// <summary>The exit code, once the process has ended.</summary>
    public async Task<int> EndAsync()
    {
        using var limit = new CancellationTokenSource(Longest);
        try
        {
            await _process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            Assert.Fail($"The process did not end within {Longest}:\n{Output}");
        }

        return _process.ExitCode;
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        _process.Dispose();
    }

    private static RunbookProcess Start(CliBench bench, string program, string[] arguments)
    {
        // Whoever started the tests in the background may have had signals ignored, which is passed on to every process from there.
        var info = new ProcessStartInfo("env", ["--default-signal=INT,HUP,TERM", program, .. arguments])
        {
            WorkingDirectory = bench.Folder, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true,
        };
        info.Environment["RUNBOOK_STORE"] = bench.Store;
        foreach (var (name, value) in bench.Environment)
            info.Environment[name] = value;
        info.Environment["TERM"] = "xterm";
        // It would print for the job that the tests may run in.
        info.Environment.Remove("GITHUB_ACTIONS");
        info.Environment["NO_COLOR"] = "1";
        return new(new Process { StartInfo = info });
    }

    private void Take(object sender, DataReceivedEventArgs e)
    {
        lock (_output)
            _output.AppendLine(e.Data);
    }
}
