using System.Collections.Immutable;
using RunbookEngine.Cli.Engine;
using RunbookEngine.Execution;
using RunbookEngine.Model;
using RunbookEngine.Planning;
using RunbookEngine.Simulation.Journal;

namespace RunbookEngine.Cli.Planning;

/// <summary>Asks the real targets of a plan, the hosts side by side, what its steps would find there. Only commands that look are run.</summary>
internal sealed class RealLook(CliSession session, Plan plan, Value.Map inputs, Value.Map environment)
{
    /// <summary>Hosts asked at the same time: enough to be quick, few enough for a jump host.</summary>
    private const int MostAtOnce = 40;

    private readonly Forecast _forecast = new(RunbookTexts.Expressions, inputs, environment);

    /// <summary>The answers, in the order of the plan.</summary>
    public async Task<ImmutableArray<StepAnswer>> AtAsync(string folder, HostWiring hosts)
    {
        // A look needs no journal, and must not create one.
        await using var wiring = EngineWiring.Create(session, folder, [], hosts, new MemoryRunStore(session.Console.Clock));
        var look = new PlanLook(wiring.Services, plan, inputs, environment, folder);
        var steps = plan.Nodes.Where(static n => n is { Step: ActionStep, Gate: null } && n.Section != RunSection.Undo).Select((n, i) => (Node: n, Place: i, Target: TargetOf(n))).ToList();
        var answers = new StepAnswer[steps.Count];
        await Parallel.ForEachAsync(steps.GroupBy(static s => s.Target), new ParallelOptions { MaxDegreeOfParallelism = MostAtOnce }, async (host, cancellation) =>
        {
            string? lost = null;
            foreach (var (node, place, target) in host)
                (answers[place], lost) = await AnswerAsync(look, node, target, lost, cancellation);
        });
        return [.. answers];
    }

    /// <param name="look">At the targets.</param>
    /// <param name="node">The step.</param>
    /// <param name="target">Its host.</param>
    /// <param name="lost">Why the host cannot be asked, once that is known; each further try would take as long as the first.</param>
    /// <param name="cancellation">Gives up.</param>
    private async Task<(StepAnswer Answer, string? Lost)> AnswerAsync(PlanLook look, PlanNode node, string? target, string? lost, CancellationToken cancellation)
    {
        if (NotYet(node) is { } reason)
            return (new(node.Path, target, AnswerKind.CannotTell, reason), lost);
        if (lost is not null)
            return (new(node.Path, target, AnswerKind.CannotTell, lost), lost);
        var (result, failure) = await look.AtAsync(node, cancellation);
        return result switch
        {
            ProbeResult.Satisfied => (new(node.Path, target, AnswerKind.AlreadySo, ""), null),
            ProbeResult.Needed needed => (new(node.Path, target, AnswerKind.WouldChange, needed.Change), null),
            _ => (new(node.Path, target, AnswerKind.CannotTell, failure?.Message ?? ""), failure is { Code: "host-unreachable" } ? failure.Message : null),
        };
    }

    /// <summary>Why it makes no sense to look now; null: it does.</summary>
    private string? NotYet(PlanNode node)
    {
        var action = (ActionStep)node.Step;
        var after = action.Arguments.Entries.SelectMany(e => _forecast.Of(e.Value, node.Frame).After).ToList();
        if (node.On is { } on)
            after.AddRange(_forecast.Of(new Argument.Expression(on), node.OnFrame ?? node.Frame).After);
        if (after.Count > 0)
            return References.KnownAfter(after);
        return action.If is { } test && _forecast.Of(new Argument.Expression(test), node.Frame).Value is Value.Flag { On: false } ? "its condition is false: it will be skipped" : null;
    }

    private string? TargetOf(PlanNode node) => node.On switch
    {
        null => null,
        _ when ((ActionStep)node.Step).Verb.Reach == VerbReach.Cluster => null,
        { Kind: TemplateKind.Literal, Content: var host } => host == "local" ? null : host,
        var template => _forecast.Of(new Argument.Expression(template), node.OnFrame ?? node.Frame).Value?.ToString(),
    };
}
