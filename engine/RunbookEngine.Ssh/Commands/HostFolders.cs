using System.Collections.Concurrent;
using RunbookEngine.Execution;
using RunbookEngine.Model;
using RunbookEngine.Ssh.Connecting;
using RunbookEngine.Ssh.Shells;

namespace RunbookEngine.Ssh.Commands;

/// <summary>
/// The folders of commands on a host, one for each run. Only this makes them, and waits for the answer, and nothing that starts a command does: so a start that
/// arrives late, after its run was forgotten, finds no place to claim its name.
/// </summary>
internal sealed class HostFolders(SshOptions options)
{
    private readonly ConcurrentDictionary<string, bool> _made = new();

    /// <summary>The path of a command's files, up to the dot before what each is.</summary>
    public string StemOf(HostFacts facts, CommandName name) => $"{FolderOf(facts, name.Run)}/{name.Value}";

    /// <summary>The folder of a run.</summary>
    public string FolderOf(HostFacts facts, RunId run) => $"{Root(facts)}/{run.Value}";

    /// <summary>The folder above those of the runs.</summary>
    public string Root(HostFacts facts) =>
        options.StateFolder ?? (facts.UserId == 0 ? "/var/lib/runbook/commands" : $"{facts.Home.TrimEnd('/')}/.local/state/runbook/commands");

    /// <summary>Sees that the run has a folder.</summary>
    /// <returns>Whether it has one now.</returns>
    public async Task<bool> PrepareAsync(Connection connection, RunId run)
    {
        var path = FolderOf(connection.Facts, run);
        if (_made.ContainsKey(path))
            return true;
        var answer = await connection.Commands.Ask(n => StartSource.MakeFolder(n, path)).Last.ConfigureAwait(false);
        return answer.Kind == 'D' && (_made[path] = true);
    }

    /// <summary>Forgets that the run has a folder.</summary>
    public void Forget(HostFacts facts, RunId run) => _made.TryRemove(FolderOf(facts, run), out _);
}
