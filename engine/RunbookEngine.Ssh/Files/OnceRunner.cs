using System.Text;
using RunbookEngine.Execution;
using RunbookEngine.Model;

namespace RunbookEngine.Ssh.Files;

/// <summary>Runs shell source on a host once, as a command with a name that is used for nothing else. Nothing of it is kept, and it shows in no process list.</summary>
internal sealed class OnceRunner(ITransport transport)
{
    private readonly RunId _run = new($"files-{Guid.NewGuid():N}");
    private int _count;

    /// <summary>Whether anything ran.</summary>
    public bool IsUsed => _count > 0;

    /// <summary>What its commands belong to.</summary>
    public RunId Run => _run;

    /// <summary>Its status, and what it printed.</summary>
    /// <exception cref="IOException">It did not run, or nobody knows how it ended.</exception>
    public async Task<(int Status, string Said)> RunAsync(string source, CancellationToken cancellation)
    {
        var name = CommandName.Of(_run, new StepPath("file"), Interlocked.Increment(ref _count), "");
        Command command = new() { Arguments = ["/bin/sh", "-s"], StandardInput = new Value.Secret($"do_all() {{\n{source}\n}}\ndo_all </dev/null 2>/dev/null\nexit\n") };
        await using var running = await transport.StartAsync(name, command, cancellation).ConfigureAwait(false);
        try
        {
            return await running.WaitAsync(cancellation).ConfigureAwait(false) switch
            {
                CommandExit.Exited exited => (exited.Status, await SaidAsync(running, cancellation).ConfigureAwait(false)),
                CommandExit.NotStarted notStarted => throw new IOException(notStarted.Reason),
                CommandExit.Lost lost => throw new IOException($"a change of a file on {transport.Target} was cut short: {lost.Reason}; look at the file"),
                _ => throw new InvalidOperationException("an exit of no known kind"),
            };
        }
        finally
        {
            _ = transport.ForgetAsync(name);
        }
    }

    private static async Task<string> SaidAsync(IRunningCommand running, CancellationToken cancellation)
    {
        using MemoryStream output = new();
        await running.CopyOutputAsync(OutputKind.Stdout, 0, 4096, output, cancellation).ConfigureAwait(false);
        return Encoding.UTF8.GetString(output.ToArray());
    }
}
