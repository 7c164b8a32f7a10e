using System.Diagnostics;
using System.Globalization;
using RunbookEngine.Tests.Proofs;

namespace RunbookEngine.Tests.Lab;

/// <summary>The script <c>tests/lab/lab</c>, and the names it gives.</summary>
internal static class LabScript
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(10);

    // Its programs are compiled by the first who asks for the cluster.
    private static readonly TimeSpan s_patienceForCluster = TimeSpan.FromMinutes(30);

    /// <summary>Which lab: <c>$RUNBOOK_LAB_NAME</c>, else one of the tests' own.</summary>
    public static string Name { get; } = Environment.GetEnvironmentVariable("RUNBOOK_LAB_NAME") is { Length: > 0 } given ? given : "tests";

    /// <summary>What turns into a program in the network where the nodes are.</summary>
    public static string[] Through { get; } = ["ip", "netns", "exec", $"runbook-lab-{Name}"];

    private static string File => Path.Combine(Repository.Root, "tests", "lab", "lab");

    /// <summary>The address of a node.</summary>
    public static string AddressOf(string node)
    {
        var (first, number) = node switch { "kcp" => (40, "0"), ['c', 'p', ..] => (10, node[2..]), ['k', ..] => (40, node[1..]), _ => (20, node[1..]) };
        var net = Environment.GetEnvironmentVariable("RUNBOOK_LAB_NET") ?? "10.77.0";
        return string.Create(CultureInfo.InvariantCulture, $"{net}.{first + int.Parse(number, CultureInfo.InvariantCulture)}");
    }

    public static Task<ProgramResult> RunAsync(params string[] words) => RunAsync(null, words);

    /// <summary>Starts it, for what goes on until it is killed.</summary>
    public static Process Start(params string[] words)
    {
        var start = new ProcessStartInfo(File, words);
        start.Environment["RUNBOOK_LAB_NAME"] = Name;
        return Process.Start(start)!;
    }

    /// <summary>Runs it with a file as its standard input.</summary>
    public static async Task<ProgramResult> RunAsync(string? input, string[] words)
    {
        var start = new ProcessStartInfo(File, words) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["RUNBOOK_LAB_NAME"] = Name;
        using var process = Process.Start(start)!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        if (input is not null)
        {
            await using var file = System.IO.File.OpenRead(input);
            await file.CopyToAsync(process.StandardInput.BaseStream);
        }

        process.StandardInput.Close();
        await process.WaitForExitAsync().WaitAsync(words[0] == "kubernetes" ? s_patienceForCluster : s_patience);
        return new(process.ExitCode, await output, await error);
    }
}
