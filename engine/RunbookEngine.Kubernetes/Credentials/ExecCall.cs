using System.ComponentModel;
using System.Diagnostics;
using System.Text;
using RunbookEngine.Cluster;
using RunbookEngine.Execution;

namespace RunbookEngine.Kubernetes.Credentials;

/// <summary>One call of a program that gives credentials.</summary>
internal sealed class ExecCall(ExecPlugin plugin, TimeProvider clock)
{
    private const int LongestAnswer = 1 << 20;
    private const int LongestWord = 300;

    /// <summary>Longer than a program takes that asks its server; nobody is there to type anything.</summary>
    private static readonly TimeSpan s_longest = TimeSpan.FromMinutes(1);

    /// <summary>What it printed.</summary>
    /// <exception cref="ClusterUnreachableException">It is missing, failed, or did not end.</exception>
    public async Task<ReadOnlyMemory<byte>> RunAsync(CancellationToken cancellation)
    {
        using var process = Start();
        using var late = new CancellationTokenSource(s_longest, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, late.Token);
        try
        {
            process.StandardInput.Close();
            var words = ReadAsync(process.StandardError.BaseStream, either.Token);
            var answer = await ReadAsync(process.StandardOutput.BaseStream, either.Token);
            await process.WaitForExitAsync(either.Token);
            return process.ExitCode == 0 ? answer : throw Failed(process.ExitCode, await words);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new ClusterUnreachableException($"{plugin.Origin}: `{plugin.Command}` did not end within {s_longest.TotalSeconds:0} s", "try it by hand; it must not wait for anybody to type");
        }
        finally
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
        }
    }

    private Process Start()
    {
        var start = new ProcessStartInfo(plugin.Command, plugin.Arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var own in start.Environment.Keys.Where(ChildEnvironment.IsOwn).ToArray())
            start.Environment.Remove(own);
        foreach (var (name, value) in plugin.Environment)
            start.Environment[name] = value;
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception e)
        {
            throw new ClusterUnreachableException($"{plugin.Origin}: `{plugin.Command}` cannot be started: {e.Message}", plugin.InstallHint?.Trim() is { Length: > 0 } hint ? hint : "install it, or mend `command` of the `exec`", e);
        }
    }

    private static async Task<ReadOnlyMemory<byte>> ReadAsync(Stream stream, CancellationToken cancellation)
    {
        using var all = new MemoryStream();
        var buffer = new byte[4096];
        while (await stream.ReadAsync(buffer, cancellation) is > 0 and var count)
        {
            if (all.Length < LongestAnswer)
                all.Write(buffer, 0, count);
        }

        return all.ToArray();
    }

    private ClusterUnreachableException Failed(int status, ReadOnlyMemory<byte> words)
    {
        var last = Encoding.UTF8.GetString(words.Span).Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).LastOrDefault() ?? "it said nothing";
        return new($"{plugin.Origin}: `{plugin.Command}` failed with status {status}: {(last.Length > LongestWord ? last[..LongestWord] : last)}", "log in again as it asks, and try it by hand");
    }
}
