using RunbookEngine.Execution;
using RunbookEngine.Model;
using RunbookEngine.Ssh.Connecting;
using RunbookEngine.Ssh.Shells;

namespace RunbookEngine.Ssh.Commands;

/// <summary>
/// Removes what is kept of commands that are over. One request is under way at a time, and takes with it all that came up during the one before. What is left for
/// whatever reason costs some room on the host and harms nothing.
/// </summary>
internal sealed class Forgetting(HostLink link, HostFolders folders)
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);
    private readonly Lock _lock = new();
    private List<CommandName> _names = [];
    private Task _next = Task.CompletedTask;

    /// <summary>Empties what is kept of a command, but for its claim: that stays until its run is forgotten.</summary>
    public Task ForgetAsync(CommandName name)
    {
        lock (_lock)
        {
            _names.Add(name);
            if (_names.Count == 1)
                _next = EmptyAsync(_next);
            return _next;
        }
    }

    /// <summary>Removes the folder of a run; first by a rename, so that nothing that is late finds a place. What engines that died left of changes to files goes
    /// after a week.</summary>
    public async Task ForgetAsync(RunId run)
    {
        await FinishAsync().ConfigureAwait(false);
        await QuietlyAsync(connection =>
        {
            folders.Forget(connection, run);
            var (root, folder) = (folders.Root(connection.Facts), folders.FolderOf(connection.Facts, run));
            return
                $$"""
                {{Known(connection)}}
                cd {{Quoting.Word(folder)}} || exit 0
                running=0
                for f in *.claim; do
                  [ -e "$f" ] || continue
                  n=${f%.claim}
                  if o "./$n"; then empty "./$n"; else running=1; fi
                done
                cd /
                find {{Quoting.Word(root)}} -maxdepth 1 -name 'files-*' -mtime +7 -exec rm -rf {} +
                [ $running = 0 ] && mv {{Quoting.Word(folder)}} {{Quoting.Word($"{root}/.{run.Value}.")}}$$ && rm -rf {{Quoting.Word($"{root}/.{run.Value}.")}}*
                """;
        }).ConfigureAwait(false);
    }

    /// <summary>Waits for what is under way.</summary>
    public Task FinishAsync()
    {
        lock (_lock)
            return _next;
    }

    private async Task EmptyAsync(Task before)
    {
        await before.ConfigureAwait(false);
        await Task.Yield();
        List<CommandName> names;
        lock (_lock)
            (names, _names) = (_names, []);
        if (link.IsConnected)
        {
            await QuietlyAsync(connection =>
                Known(connection) + string.Concat(names.Select(n => Quoting.Word(folders.StemOf(connection.Facts, n))).Select(static s => $"\no {s} && empty {s}"))).ConfigureAwait(false);
        }
    }

    private static string Known(Connection connection) =>
        $$"""
        boot={{Quoting.Word(connection.Facts.BootId)}}
        {{ClaimScript.Text}}
        empty() { for f in "$1.stdout" "$1.stderr" "$1".*.script; do [ -s "$f" ] && : >"$f"; done; }
        """;

    private async Task QuietlyAsync(Func<Connection, string> source)
    {
        using CancellationTokenSource impatience = new(s_patience);
        try
        {
            await link.UseAsync(c => c.WorkAsync(source(c), 64 * 1024, impatience.Token), impatience.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is TargetLostException or OperationCanceledException or ConnectionLostException or ObjectDisposedException)
        {
            // It stays.
        }
    }
}
