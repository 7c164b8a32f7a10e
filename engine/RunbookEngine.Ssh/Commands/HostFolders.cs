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
    /// <summary>The path of a command's files, up to the dot before what each is.</summary>
    public string StemOf(HostFacts facts, CommandName name) => $"{FolderOf(facts, name.Run)}/{name.Value}";

    /// <summary>The folder of a run.</summary>
    public string FolderOf(HostFacts facts, RunId run) => $"{Root(facts)}/{run.Value}";

    /// <summary>The folder above those of the runs.</summary>
    public string Root(HostFacts facts) =>
        options.StateFolder ?? (facts.UserId == 0 ? "/var/lib/runbook/commands" : $"{facts.Home.TrimEnd('/')}/.local/state/runbook/commands");

    /// <summary>The run's folder with its id, which is made with it. Asked for once over a connection.</summary>
    /// <exception cref="IOException">It can be neither read nor made.</exception>
    public async Task<ClaimsPlace> PlaceAsync(Connection connection, RunId run, string target)
    {
        var path = FolderOf(connection.Facts, run);
        if (connection.Places.TryGetValue(path, out var known))
            return known;
        var answer = await connection.Commands.Ask(n => StartSource.Place(n, path)).Last.ConfigureAwait(false);
        if (answer.Kind != 'I' || answer.Rest.Split(' ') is not [{ Length: > 0 } id, { Length: > 0 } machine, var processes])
        {
            throw new IOException(
                $"the folder {PlainText.Of(path)} cannot be used on {target}{(answer is { Kind: 'X', Rest.Length: > 0 } ? $": {PlainText.Of(answer.Rest)}" : "")}; see that the home of {PlainText.Of(connection.Login)} is there, can be read and written by it, and has room");
        }

        return connection.Places[path] = new(PlainText.Of(id), machine is "-" ? "" : PlainText.Of(machine), string.Concat(processes.Where(char.IsAsciiDigit)), connection.Facts.UserId == 0 ? "root" : PlainText.Of(connection.Login), PlainText.Of(path));
    }

    /// <summary>Forgets that the run has a folder, after something could not be done in it.</summary>
    public void Forget(Connection connection, RunId run) => connection.Places.TryRemove(FolderOf(connection.Facts, run), out _);
}
