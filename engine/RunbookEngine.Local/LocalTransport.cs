using RunbookEngine.Execution;
using RunbookEngine.Local.Commands;
using RunbookEngine.Local.Files;
using RunbookEngine.Local.Processes;
using RunbookEngine.Model;

namespace RunbookEngine.Local;

/// <summary>
/// Runs commands on the machine of the engine. Each is kept by a shell in a session of its own, so it goes on when the engine dies, and a later engine
/// attaches to it. Opening costs nothing: the first command starts the one thread that waits for all of them.
/// </summary>
public sealed class LocalTransport : ITransport
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(5);

    private readonly RunFolders _folders;
    private readonly Surroundings _around;
    private readonly Starter _starter;

    /// <summary>Opens it.</summary>
    /// <param name="commands">The folder where commands are kept; created when first needed. On a file system of this machine.</param>
    /// <param name="baseDirectory">Where a command runs that says nothing else.</param>
    /// <param name="machine">This machine.</param>
    /// <param name="clock">For the grace of a termination, and between looks at a command that lost its supervisor.</param>
    public LocalTransport(string commands, string baseDirectory, LocalMachine machine, TimeProvider clock)
    {
        _folders = new(Path.GetFullPath(commands).TrimEnd('/'), machine);
        _around = new(new Readiness(), machine, clock);
        _starter = new(Path.GetFullPath(baseDirectory), _around);
    }

    /// <inheritdoc/>
    public string Target => "local";

    /// <inheritdoc/>
    public ITargetFiles Files { get; } = new LocalFiles();

    /// <inheritdoc/>
    public ValueTask<string> GetBootIdAsync(CancellationToken cancellation) => new(_around.Machine.BootId);

    /// <inheritdoc/>
    public ValueTask<ClaimsPlace> GetClaimsAsync(RunId run, CancellationToken cancellation) => new(_folders.PlaceOf(run));

    /// <inheritdoc/>
    public async Task<IRunningCommand> StartAsync(CommandName name, Command command, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(command);
        cancellation.ThrowIfCancellationRequested();
        var files = _folders.FilesOf(name);
        try
        {
            _folders.Prepare(name.Run);
            if (files.ReadClaim() is not Claim.Free)
                return await AttachOrRefuseAsync(name, files, "its name was given up before it could start").ConfigureAwait(false);
            var attempt = _starter.Start(files, command);
            return attempt.Refusal is null
                ? await FollowAsync(name, files, attempt).ConfigureAwait(false)
                : await AttachOrRefuseAsync(name, files, attempt.Refusal).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return await AttachOrRefuseAsync(name, files, e.Message).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    /// <remarks>
    /// After a restart of the machine the claim itself may not have reached the disk. A caller that started the command under another boot id must not
    /// take null for an answer.
    /// </remarks>
    public async Task<IRunningCommand?> AttachAsync(CommandName name, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var files = _folders.FilesOf(name);
        _folders.Prepare(name.Run);
        return await VoidOrFindAsync(files).ConfigureAwait(false) is { } claim ? Attach(name, files, claim) : null;
    }

    /// <inheritdoc/>
    public Task ForgetAsync(CommandName name)
    {
        _folders.Forget(name);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task ForgetRunAsync(RunId run)
    {
        _folders.Forget(run);
        return Task.CompletedTask;
    }

    /// <summary>Stops waiting. Commands that run go on.</summary>
    public ValueTask DisposeAsync()
    {
        _around.Readiness.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>Waits until the claim is certain, whoever has it.</summary>
    private async Task<IRunningCommand> FollowAsync(CommandName name, CommandFiles files, Starter.Attempt attempt)
    {
        await Ending.WaitAsync(attempt.Sign, _around.Readiness).ConfigureAwait(false);
        if (files.ReadClaim() is Claim.Taken claim && claim.Supervisor == attempt.Process && claim.BootId == _around.Machine.BootId)
        {
            var exit = Ending.OfChildAsync(files, attempt.Process, attempt.Descriptor, _around);
            return new LocalCommand(name, files, attempt.Process, exit, _around.Clock);
        }

        await Ending.CollectAsync(attempt.Process, attempt.Descriptor, _around.Readiness).ConfigureAwait(false);
        return await AttachOrRefuseAsync(name, files, $"its name could not be claimed at {files.Stem}; is the disk full?").ConfigureAwait(false);
    }

    /// <summary>For a command that this engine cannot start: the one that has the name already, or the certainty that none ever will.</summary>
    private async Task<IRunningCommand> AttachOrRefuseAsync(CommandName name, CommandFiles files, string refusal)
    {
        var isProven = true;
        try
        {
            if (await VoidOrFindAsync(files).ConfigureAwait(false) is { } claim)
                return Attach(name, files, claim);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Where this engine cannot claim a name, its supervisor could not either. What an engine before it began is not seen.
            isProven = false;
        }

        return new LocalCommand(name, files, 0, Task.FromResult<CommandExit>(new CommandExit.NotStarted(refusal) { IsProven = isProven }), _around.Clock);
    }

    private LocalCommand Attach(CommandName name, CommandFiles files, Claim.Taken claim) =>
        new(name, files, claim.Supervisor, Ending.OfAttachedAsync(files, claim, _around), _around.Clock);

    /// <summary>
    /// Takes a free name out of use and returns null, as when nothing runs under it for another reason; else the supervisor's claim. One that is still
    /// to be written is waited for as long as a process has the file open.
    /// </summary>
    private async Task<Claim.Taken?> VoidOrFindAsync(CommandFiles files)
    {
        if (files.TryVoid())
            return null;
        while (true)
        {
            var held = Facts.Of(files.ClaimPath, followLinks: false, out _) is { } file && ProcessTable.AnyHolds(file);
            if (files.ReadClaim() is var claim and not Claim.Unwritten)
                return claim as Claim.Taken;
            if (!held)
                return files.EndedAt < _around.Machine.StartedAt ? Claim.Unreadable : null;
            await Task.Delay(Look, _around.Clock).ConfigureAwait(false);
        }
    }
}
