using RunbookEngine.Execution;
using RunbookEngine.Model;
using RunbookEngine.Ssh.Commands;
using RunbookEngine.Ssh.Configuration;
using RunbookEngine.Ssh.Connecting;
using RunbookEngine.Ssh.Files;
using RunbookEngine.Ssh.Shells;

namespace RunbookEngine.Ssh;

/// <summary>
/// Runs commands on a host. Each is kept by a shell there in a session of its own, so it goes on when the connection or the engine is gone, and whoever comes later
/// attaches to it.
/// </summary>
internal sealed class SshTransport : ITransport
{
    /// <summary>A start that arrives later than this is void: its engine is gone or has asked again.</summary>
    private const int SecondsToArrive = 120;

    private readonly HostLink _link;
    private readonly SshOptions _options;
    private readonly HostFolders _folders;
    private readonly Forgetting _forgetting;
    private readonly OnceRunner _once;

    public SshTransport(string name, Func<HostSettings> settings, SshOptions options, Identities identities)
    {
        (_link, _options, _folders) = (new(name, settings, options, identities), options, new(options));
        _forgetting = new(_link, _folders);
        _once = new(this);
        Files = new HostFiles(_link, _once);
    }

    /// <inheritdoc/>
    public string Target => _link.Name;

    /// <inheritdoc/>
    public ITargetFiles Files { get; }

    /// <inheritdoc/>
    public async ValueTask<string> GetBootIdAsync(CancellationToken cancellation) => (await _link.ConnectAsync(cancellation).ConfigureAwait(false)).Facts.BootId;

    /// <inheritdoc/>
    public async ValueTask<ClaimsPlace> GetClaimsAsync(RunId run, CancellationToken cancellation) =>
        await _link.UseAsync(connection => _folders.PlaceAsync(connection, run, Target).WaitAsync(cancellation), cancellation).ConfigureAwait(false);

    /// <inheritdoc/>
    public async Task<IRunningCommand> StartAsync(CommandName name, Command command, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(command);
        cancellation.ThrowIfCancellationRequested();
        if (CommandCheck.Refusal(command) is { } refusal)
            return await AttachOrRefuseAsync(name, refusal, cancellation).ConfigureAwait(false);
        (string BootId, ClaimsPlace Place)? asked = null;
        return await _link.UseAsync(
            async connection =>
            {
                ClaimsPlace place;
                try
                {
                    place = await _folders.PlaceAsync(connection, name.Run, Target).WaitAsync(cancellation).ConfigureAwait(false);
                }
                catch (IOException e) when (asked is null)
                {
                    return Refused(name, e.Message, isProven: false);
                }
                catch (IOException e)
                {
                    throw Unseen(e.Message, e);
                }

                // What was asked for over a connection that broke may have begun. Where its claim would not be seen, a missing one proves nothing.
                if (asked is { } before && before.Place.DifferenceTo(place) is { } difference)
                    return Doubtful(connection, name, difference);
                if (asked is { } earlier && earlier.BootId != connection.Facts.BootId)
                    return await AttachAsync(connection, name, cancellation).ConfigureAwait(false) ?? Doubtful(connection, name, "the host was restarted");
                var mayHaveBegun = asked is not null;
                asked = (connection.Facts.BootId, place);
                var started = await StartAsync(connection, name, command, cancellation).ConfigureAwait(false);
                return mayHaveBegun && started is RemoteCommand { Refusal: { IsProven: false } unseen } ? throw Unseen(unseen.Reason, null) : started;
            },
            cancellation).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task<IRunningCommand?> AttachAsync(CommandName name, CancellationToken cancellation) =>
        await _link.UseAsync(
            async connection =>
            {
                await _folders.PlaceAsync(connection, name.Run, Target).WaitAsync(cancellation).ConfigureAwait(false);
                return await AttachAsync(connection, name, cancellation).ConfigureAwait(false);
            },
            cancellation).ConfigureAwait(false);

    /// <inheritdoc/>
    public Task ForgetAsync(CommandName name) => _forgetting.ForgetAsync(name);

    /// <inheritdoc/>
    public Task ForgetRunAsync(RunId run) => _forgetting.ForgetAsync(run);

    /// <summary>Ends the connection. Commands that run go on.</summary>
    public async ValueTask DisposeAsync()
    {
        await _forgetting.FinishAsync().ConfigureAwait(false);
        if (_once.IsUsed && _link.IsConnected)
            await _forgetting.ForgetAsync(_once.Run).ConfigureAwait(false);
        _link.Dispose();
    }

    private async Task<IRunningCommand> StartAsync(Connection connection, CommandName name, Command command, CancellationToken cancellation)
    {
        var facts = connection.Facts;
        var stem = _folders.StemOf(facts, name);
        var home = _options.BaseDirectory ?? facts.Home;
        var folder = command.WorkingDirectory is { } given ? (given.StartsWith('/') ? given : $"{home}/{given}") : home;
        var notAfter = connection.Uptime + SecondsToArrive;
        var inUnit = command.UnitProperties is not null || connection.UsesUnits;
        if (inUnit && UnitRefusal(facts) is { } refusal)
            return await AttachOrRefuseAsync(connection, name, refusal, cancellation).ConfigureAwait(false);
        var inquiry = connection.Commands.Ask(n => StartSource.Start(n, new(stem, folder, notAfter, facts.BootId, inUnit), command));
        var first = await inquiry.First.WaitAsync(cancellation).ConfigureAwait(false);
        switch (first.Kind)
        {
            case 'C' or 'E':
                return new RemoteCommand(name, _link, stem, facts.BootId, inquiry, StartOf(first), _options.Clock);
            case 'T':
                throw new ConnectionLostException("the question arrived too late");
            case 'N':
                return await AttachOrRefuseAsync(connection, name, $"the working directory {PlainText.Of(folder)} does not exist on {Target}; create it, or correct `cwd`", cancellation).ConfigureAwait(false);
            case 'V':
                return Refused(name, "its name was given up before it could start");
            default:
                _folders.Forget(connection, name.Run);
                return await AttachOrRefuseAsync(connection, name, Complaint(inquiry, stem, inUnit), cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>Why a unit cannot be had.</summary>
    private string? UnitRefusal(HostFacts facts) =>
        facts switch
        {
            { HasSystemd: false } => $"{Target} does not run systemd, so a command cannot have a unit there; take `unit` out, or set `supervision: shell` in the inventory",
            { UserId: not 0, Lingers: false } =>
                $"{Target} lets no unit of {_link.Host.User} outlive a logout; run `loginctl enable-linger {_link.Host.User}` there, or set `become: sudo` in the inventory",
            _ => null,
        };

    private string Complaint(Inquiry inquiry, string stem, bool inUnit) =>
        inUnit && inquiry.Complaint is { } systemd ? $"{Target} did not start its unit: {systemd}; correct `unit`, or see that systemd works there" :
        $"its name could not be claimed at {stem} on {Target}{(inquiry.Complaint is { } said ? $" ({said})" : "")}; see that there is room and permission";

    private async Task<RemoteCommand?> AttachAsync(Connection connection, CommandName name, CancellationToken cancellation)
    {
        var stem = _folders.StemOf(connection.Facts, name);
        var inquiry = connection.Commands.Ask(n => StartSource.Attach(n, stem));
        var first = await inquiry.First.WaitAsync(cancellation).ConfigureAwait(false);
        return first.Kind switch
        {
            'C' or 'E' => new RemoteCommand(name, _link, stem, connection.Facts.BootId, inquiry, StartOf(first), _options.Clock),
            'V' => null,
            'U' when IsBefore(first.Rest, connection.Facts.BootedAt) => Exited(name, new CommandExit.Lost("the host was restarted while it was being started")),
            'U' => null,
            _ => throw new IOException($"the name {name} can be neither found nor taken out of use at {stem} on {Target}; see that there is room and permission"),
        };
    }

    /// <summary>For a command that cannot be started: the one that has the name already, or the certainty that none ever will.</summary>
    private Task<IRunningCommand> AttachOrRefuseAsync(CommandName name, string refusal, CancellationToken cancellation) =>
        _link.UseAsync(
            async connection =>
            {
                try
                {
                    await _folders.PlaceAsync(connection, name.Run, Target).WaitAsync(cancellation).ConfigureAwait(false);
                }
                catch (IOException)
                {
                    return Refused(name, refusal, isProven: false);
                }

                return await AttachOrRefuseAsync(connection, name, refusal, cancellation).ConfigureAwait(false);
            },
            cancellation);

    private async Task<IRunningCommand> AttachOrRefuseAsync(Connection connection, CommandName name, string refusal, CancellationToken cancellation)
    {
        try
        {
            return await AttachAsync(connection, name, cancellation).ConfigureAwait(false) ?? Refused(name, refusal);
        }
        catch (IOException)
        {
            // Where a name cannot be taken out of use, a supervisor that is asked for now could not claim it either. What was begun before is not seen.
            return Refused(name, refusal, isProven: false);
        }
    }

    private TargetLostException Unseen(string reason, Exception? inner) => new(
        Target, "claims-unseen", $"what was begun on {Target} cannot be looked at: {reason}", "see that the folder can be read and written, then resume", inner);

    private RemoteCommand Doubtful(Connection connection, CommandName name, string what) =>
        new(name, _link, _folders.StemOf(connection.Facts, name), new CommandExit.Lost($"{what}, and nothing tells whether the command had begun"), _options.Clock);

    private RemoteCommand Refused(CommandName name, string reason, bool isProven = true) => Exited(name, new CommandExit.NotStarted(reason) { IsProven = isProven });

    private RemoteCommand Exited(CommandName name, CommandExit exit) => new(name, _link, "", exit, _options.Clock);

    /// <summary>When it was started, as the host says; this moment for one that was started just now.</summary>
    private DateTimeOffset? StartOf(Reply answer) =>
        answer.Kind == 'E' ? Claim.Parse(answer.Rest)?.StartedAt : Claim.Birth(answer.Rest) ?? _options.Clock.GetUtcNow();

    private static bool IsBefore(string modified, long booted) => !long.TryParse(modified, out var seconds) || seconds < booted;
}
