using System.Diagnostics;
using System.Globalization;
using System.Text;
using RunbookEngine.Tests.Proofs;

namespace RunbookEngine.Tests.Walkthroughs;

/// <summary>Types the commands of a page into one bash, with a home of its own that holds nothing but the folder it begins in.</summary>
internal sealed class WalkthroughShell : IDisposable
{
    /// <summary>What a transcript shows in the place of this machine's own names.</summary>
    private const string Home = "/home/ops", User = "ops", Machine = "workstation";

    private readonly string _bench = Directory.CreateTempSubdirectory("runbook-walk-").FullName;

    public void Dispose() => Directory.Delete(_bench, recursive: true);

    /// <summary>What each command said, with <c>[exit N]</c> below where it did not exit with 0.</summary>
    /// <param name="page">Whose commands are typed.</param>
    /// <param name="folder">What the folder that it begins in is called.</param>
    /// <param name="brought">Folders of the repository that are there from the beginning.</param>
    public async Task<IReadOnlyList<string>> TypeAsync(Walkthrough page, string folder, params string[] brought)
    {
        var here = Path.Combine(_bench, "home", folder);
        Directory.CreateDirectory(here);
        Directory.CreateDirectory(Path.Combine(_bench, "bin"));
        File.CreateSymbolicLink(Path.Combine(_bench, "bin", "runbook"), RunbookProgram.Path);
        foreach (var name in brought)
            Copy(Path.Combine(Repository.Root, name), Path.Combine(here, name));
        var script = Path.Combine(_bench, "script.sh");
        await File.WriteAllTextAsync(script, Script(page));

        using var bash = Process.Start(Start(script, here))!;
        try
        {
            await bash.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(RunbookProgram.Patience, TestContext.Current.CancellationToken);
        }
        catch (TimeoutException)
        {
            // The command that never ended is named below, with what it said.
        }
        finally
        {
            if (!bash.HasExited)
                bash.Kill(entireProcessTree: true);
        }

        return [.. page.Commands.Select((c, n) => Said(c, n))];
    }

    private string Script(Walkthrough page)
    {
        var script = new StringBuilder();
        var (commands, files) = (0, 0);
        foreach (var part in page.Parts)
        {
            if (part is WrittenFile file)
            {
                File.WriteAllText(Path.Combine(_bench, $"{files}.file"), file.Content);
                script.Append(CultureInfo.InvariantCulture, $"mkdir -p \"$(dirname '{file.Name}')\"; cp {_bench}/{files++}.file '{file.Name}'\n");
            }

            foreach (var (command, _) in part is Transcript transcript ? transcript.Commands : [])
                script.Append(CultureInfo.InvariantCulture, $"{{\n{command}\n}} >{_bench}/{commands}.out 2>&1; echo $? >{_bench}/{commands++}.exit\n");
        }

        return script.ToString();
    }

    private ProcessStartInfo Start(string script, string folder)
    {
        // Whoever started the tests in the background may have had signals ignored, which is passed on to every process from there.
        var start = new ProcessStartInfo("env", ["--default-signal=INT,HUP,TERM", "bash", "-c", $"exec bash {script} </dev/null"]) { WorkingDirectory = folder };
        foreach (var name in start.Environment.Keys.Where(static n => n.StartsWith("RUNBOOK_", StringComparison.Ordinal) || n.StartsWith("GITHUB_", StringComparison.Ordinal)).ToArray())
            start.Environment.Remove(name);
        foreach (var name in new[] { "XDG_STATE_HOME", "KUBECONFIG", "CI" })
            start.Environment.Remove(name);
        start.Environment["HOME"] = Path.Combine(_bench, "home");
        start.Environment["PATH"] = $"{_bench}/bin:{Environment.GetEnvironmentVariable("PATH")}";
        start.Environment["LC_ALL"] = "C.UTF-8";
        start.Environment["TZ"] = "UTC";
        return start;
    }

    private string Said(TypedCommand command, int number)
    {
        var (output, exit) = (Path.Combine(_bench, $"{number}.out"), Path.Combine(_bench, $"{number}.exit"));
        Assert.True(File.Exists(exit), $"This command never ended:\n{command.Command}\n{(File.Exists(output) ? File.ReadAllText(output) : "")}");
        var said = File.ReadAllText(output)
            .Replace(Path.Combine(_bench, "home"), Home, StringComparison.Ordinal)
            .Replace($"{Environment.UserName} on {Environment.MachineName}", $"{User} on {Machine}", StringComparison.Ordinal)
            .Replace($" {Environment.UserName} ", $" {User} ", StringComparison.Ordinal);
        if (said.Length > 0 && !said.EndsWith('\n'))
            said += "\n";
        return File.ReadAllText(exit).Trim() is var code and not "0" ? $"{said}[exit {code}]\n" : said;
    }

    private static void Copy(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var file in Directory.EnumerateFiles(from))
            File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
        foreach (var folder in Directory.EnumerateDirectories(from))
            Copy(folder, Path.Combine(to, Path.GetFileName(folder)));
    }
}
