using System.Collections.Immutable;
using RunbookEngine.Cli.CommandLine;
using RunbookEngine.Cli.Engine;
using RunbookEngine.Cli.Inputs;
using RunbookEngine.Execution;
using RunbookEngine.Model;
using RunbookEngine.Planning;

namespace RunbookEngine.Cli.Runs;

/// <summary>A run as the journal has it, with the plan of the texts that it keeps.</summary>
internal sealed record RecordedRun(RunId Run, RunState State, Plan Plan)
{
    /// <summary>A person's word on steps in doubt: true for done, false for run it again.</summary>
    public ImmutableDictionary<StepPath, bool> Resolutions { get; init; } = ImmutableDictionary<StepPath, bool>.Empty;

    /// <summary>Whether <see cref="Plan"/> is made of new texts that a person accepted.</summary>
    public bool AcceptsChanges { get; init; }

    /// <summary>Reads it.</summary>
    /// <exception cref="StoreException">The journal holds a runbook that this engine does not understand.</exception>
    public static async Task<RecordedRun> ReadAsync(CliSession session, RunId run)
    {
        var state = await RunLookup.ReadAsync(session.ExistingStore, run);
        var loaded = RunbookTexts.LoadTexts(state.Sources);
        if (loaded.Runbook is { } runbook)
            return new(run, state, Plans.Make(runbook, state.Created!.Inputs, state.Created.Environment, Model.Inventory.Empty, nodes: null, state.Created.Targets));
        var error = loaded.Diagnostics.First(static d => d.Severity == Severity.Error);
        throw new StoreException(
            $"this engine ({EngineWiring.Version}) does not understand the runbook of run {run}: {error.Message}",
            $"use engine {state.Created!.EngineVersion}, which started it");
    }

    /// <summary>The folder that relative paths start from.</summary>
    public string Folder => State.Created!.BaseDirectory;

    /// <summary>The secret inputs, which the journal does not have, given again.</summary>
    /// <exception cref="UsageException">One of them is another than the run was driven with, while what was begun with that one may still write it.</exception>
    public ImmutableDictionary<string, Value.Secret> Secrets(CliSession session, GivenInputs given)
    {
        var secrets = InputValues.Secrets(session, Plan.Runbook, State.Created!.SecretInputs, given);
        if (SecretMarks.Changed(State.SecretMarks, secrets).Order(StringComparer.Ordinal).ToArray() is not [_, ..] changed)
            return secrets;
        var names = string.Join(", ", changed.Select(static n => $"`{n}`"));
        if (Reporting.RunFacts.InFlight(State, Plan).Any() || Reporting.RunFacts.Waiting(State, Plan, WaitKind.Doubt).Any())
        {
            throw new UsageException(
                $"{names} is another secret than the run began with, and what was begun with that one may still write it: it would not be known in the output, and stay in clear; nothing was started",
                "resume with the secret of then; once nothing is in flight any more, the new one may be given");
        }

        session.Warn($"{names} is another secret than before; from here on the run goes on with it");
        return secrets;
    }

    /// <summary>The hosts as they are now; which of them are targets was settled when the run began.</summary>
    /// <exception cref="UsageException">The inventory has errors, or is gone.</exception>
    public Inventory Inventory(CliSession session, Runbook runbook) => Inventories.Again(session, runbook, State.Created!.InventoryFile);

    /// <summary>The hosts as they are now, and the nodes of its cluster among its targets.</summary>
    private Inventory HostsAndNodes(CliSession session) => NodeHosts.With(Inventory(session, Plan.Runbook), Plan.Targets);

    /// <summary>Goes on with it in this process.</summary>
    public Task<RunState> GoOnAsync(CliSession session, ImmutableDictionary<string, Value.Secret> secrets, GivenHosts hosts, bool undo = false, bool ends = false)
    {
        var drive = new Drive(session, Run, Plan, Folder, HostsAndNodes(session), hosts.AcceptsNewHostKeys) { Known = State };
        return drive.RunAsync((engine, detach) => engine.ResumeAsync(
            new()
            {
                Run = Run,
                Plan = Plan,
                Known = State,
                Secrets = secrets,
                Resolutions = Resolutions,
                AcceptsChanges = AcceptsChanges,
                Undo = undo,
                Ends = ends,
                Until = hosts.Until,
                StaysForApprovals = drive.StaysForApprovals,
            },
            detach));
    }
}
