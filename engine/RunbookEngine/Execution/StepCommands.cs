using System.Globalization;
using RunbookEngine.Model;

namespace RunbookEngine.Execution;

/// <summary>What the commands of one attempt need to know.</summary>
internal sealed record AttemptFacts(
    RunId Run, StepPath Path, int Attempt, bool IsResumed, bool IsFromElsewhere, string? BootId, ClaimsPlace? Claims, DateTimeOffset? Deadline, bool IsSecret, SecretMask Mask, string BaseDirectory);

/// <summary>The step ran out of time; its command has been ended.</summary>
internal sealed class StepTimeoutException : Exception;

/// <summary>
/// Runs the commands of one attempt under its name. After a crash the same calls attach to what was started before: a name that was claimed is never
/// started again, and one that was not is started under the same name, so that even a starter that is late cannot double it.
/// </summary>
internal sealed class StepCommands(EngineServices services, ITransport target, AttemptFacts facts, Action<string> progress, CancellationToken detach) : ICommands, IDisposable
{
    private static readonly TimeSpan s_grace = TimeSpan.FromSeconds(10);

    /// <summary>How often a look is tried that gets lost: a host that restarts may take more than one.</summary>
    private const int MostLooks = 4;

    /// <summary>A command that ended in time while nobody looked is not ended for it: its exit takes a moment to be read.</summary>
    private static readonly TimeSpan s_least = TimeSpan.FromMilliseconds(500);

    /// <summary>File times are coarser than the clock.</summary>
    private static readonly TimeSpan s_clockGrain = TimeSpan.FromMilliseconds(20);

    private readonly OutputCollector _stdout = Collector(services, facts, "out");
    private readonly OutputCollector _stderr = Collector(services, facts, "err");
    private readonly List<CommandName> _names = [];
    private int _queries;
    private bool _attached;
    private int _neverBegan;

    public OutputExcerpt Stdout => _stdout.Excerpt();

    public OutputExcerpt Stderr => _stderr.Excerpt();

    /// <summary>The commands whose files may be removed once the outcome is in the journal.</summary>
    public IReadOnlyList<KeptCommand> Kept => [.. _names.Select(n => new KeptCommand(target, n))];

    /// <summary>Whether commands were to be run, and certainly none was.</summary>
    public bool NoneBegan => _names.Count > 0 && _neverBegan == _names.Count;

    /// <summary>How an attempt that was in flight went on.</summary>
    public string Resolution => (_names.Count, _attached) switch
    {
        (0, _) => "taken up again",
        (_, true) => "attached to its command, which had started before",
        _ => "its command had not started before; started now",
    };

    public async Task<CommandResult> ExecuteAsync(string label, Command command, CancellationToken cancellation)
    {
        var name = CommandName.Of(facts.Run, facts.Path, facts.Attempt, label);
        _names.Add(name);
        var (running, doubt) = await StartOrAttachAsync(name, command);
        if (running is null)
            return new(new CommandExit.Lost($"{doubt}, and nothing tells whether the command had begun"), "", "");
        await using var until = running;
        var exit = await WaitAsync(running);
        if (exit is CommandExit.NotStarted { IsProven: false } unseen && facts.IsResumed)
            throw Unseen(unseen.Reason, null);
        if (exit is CommandExit.NotStarted)
        {
            _neverBegan++;
            return new(exit, "", "");
        }

        if (facts.IsSecret)
            return new(exit, await PrivatelyAsync(running, OutputKind.Stdout), await PrivatelyAsync(running, OutputKind.Stderr));
        return new(exit, await _stdout.TakeAsync(running, OutputKind.Stdout), await _stderr.TakeAsync(running, OutputKind.Stderr));
    }

    /// <summary>A look that was lost with its host or its supervisor leaves no doubt: it is done again.</summary>
    public async Task<CommandResult> QueryAsync(Command command, CancellationToken cancellation)
    {
        for (var left = MostLooks; ; left--)
        {
            var result = await QueryOnceAsync(command);
            if (result.Exit is not CommandExit.Lost || left == 1)
                return result;
        }
    }

    public ValueTask<string> GetBootIdAsync(CancellationToken cancellation) => target.GetBootIdAsync(cancellation);

    public void Dispose()
    {
        _stdout.Dispose();
        _stderr.Dispose();
    }

    private async Task<CommandResult> QueryOnceAsync(Command command)
    {
        var label = string.Create(CultureInfo.InvariantCulture, $"look-{Guid.NewGuid():N}-{++_queries}");
        var name = CommandName.Of(facts.Run, facts.Path, facts.Attempt, label);
        try
        {
            await using var running = await target.StartAsync(name, command, detach);
            var exit = await WaitAsync(running);
            return exit is CommandExit.NotStarted
                ? new(exit, "", "")
                : new(exit, await PrivatelyAsync(running, OutputKind.Stdout), await PrivatelyAsync(running, OutputKind.Stderr));
        }
        finally
        {
            // What is left of a look is nobody's concern, and clearing it away may cost a round trip.
            _ = target.ForgetAsync(name);
        }
    }

    /// <summary>
    /// A command of an attempt that was in flight is started only where its claim would be seen: the starter takes the name, and so proves that nobody had. Elsewhere it may only be attached to,
    /// and a missing claim is a doubt: files may be lost with the power, and those of another folder, user or machine are not seen from here.
    /// </summary>
    private async Task<(IRunningCommand? Running, string? Doubt)> StartOrAttachAsync(CommandName name, Command command)
    {
        if (!facts.IsResumed)
            return (await target.StartAsync(name, command, detach), null);
        var now = services.Clock.GetUtcNow();
        try
        {
            var doubt = await DoubtAsync();
            // Looking elsewhere would say nothing, and take the name out of use there.
            if (doubt is { IsElsewhere: true })
                return (null, doubt.Reason);
            var running = doubt is null ? await target.StartAsync(name, command, detach) : await target.AttachAsync(name, detach);
            _attached |= running?.StartedAt < now - s_clockGrain;
            return (running, doubt?.Reason);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Unseen(e.Message, e);
        }
    }

    /// <summary>Why a missing claim would prove nothing; null when it proves that the command had not begun.</summary>
    private async Task<Doubt?> DoubtAsync()
    {
        if (facts.IsFromElsewhere)
            return new("the run came from another store", IsElsewhere: false);
        var wasRestarted = facts.BootId != await target.GetBootIdAsync(detach);
        var claims = await target.GetClaimsAsync(facts.Run, detach);
        if (facts.Claims?.DifferenceTo(claims) is { } difference)
            return new(difference, IsElsewhere: true);
        if (wasRestarted)
            return new("the machine was restarted", IsElsewhere: false);
        // A number of a process means another one there: nothing may be attached to, and nothing be ended.
        if (facts.Claims is { } before && !claims.SeesProcessesOf(before))
            return new("its processes ran in another container of this machine, and are not seen from here", IsElsewhere: true);
        return facts.Claims is null ? new("the journal, which an older version began, does not tell where its claim lies", IsElsewhere: false) : null;
    }

    private sealed record Doubt(string Reason, bool IsElsewhere);

    /// <summary>What was begun cannot be looked at: the attempt is as unsettled as one whose host is away.</summary>
    private TargetLostException Unseen(string reason, Exception? inner) => new(
        target.Target, "claims-unseen", $"what this step may have begun cannot be looked at {(ReferenceEquals(target, services.Local) ? "here" : $"on {target.Target}")}: {reason}",
        "see that the folder can be read and written by the one who resumes, then resume", inner);

    private async Task<CommandExit> WaitAsync(IRunningCommand running)
    {
        using var watching = CancellationTokenSource.CreateLinkedTokenSource(detach);
        var end = running.WaitAsync(detach);
        if (end.IsCompleted)
            return await end;
        var tail = facts.IsSecret ? Task.CompletedTask : new OutputTail(running, facts.Mask, progress, services.Clock, services.OutputInterval).FollowAsync(watching.Token);
        try
        {
            if (facts.Deadline is not { } deadline)
                return await end;
            var left = deadline - services.Clock.GetUtcNow();
            return await end.WaitAsync(left > s_least ? left : s_least, services.Clock, detach);
        }
        catch (TimeoutException)
        {
            await running.TerminateAsync(s_grace, CancellationToken.None);
            await KeepOutputAsync(running);
            throw new StepTimeoutException();
        }
        finally
        {
            // On this thread: to hand it to another one would cost a short command more than all the rest.
#pragma warning disable CA1849
            watching.Cancel();
#pragma warning restore CA1849
            await tail;
        }
    }

    private async Task KeepOutputAsync(IRunningCommand running)
    {
        if (facts.IsSecret || !_names.Contains(running.Name))
            return;
        await _stdout.TakeAsync(running, OutputKind.Stdout);
        await _stderr.TakeAsync(running, OutputKind.Stderr);
    }

    private async Task<string> PrivatelyAsync(IRunningCommand running, OutputKind kind)
    {
        using var collector = new OutputCollector(facts.Mask, "", "") { KeepsFile = false };
        return await collector.TakeAsync(running, kind);
    }

    private static OutputCollector Collector(EngineServices services, AttemptFacts facts, string kind) =>
        new(facts.Mask, Path.Combine(services.OutputDirectory, facts.Run.Value), $"{CommandName.Of(facts.Run, facts.Path, facts.Attempt, "").Value}.{kind}");
}
