using RunbookEngine.Execution;
using RunbookEngine.Model;

namespace RunbookEngine.Tests.Fakes;

/// <summary>A tool for tests of the engine: <c>fake</c> with the verbs <c>do</c> (one command named by its main argument), <c>look</c> (the same, as a look) and <c>ask</c>.</summary>
public sealed class FakeTool : IStepHandler
{
    public static VerbDefinition Do { get; } = Verb("do", hasSideEffect: true);

    public static VerbDefinition Ask { get; } = Verb("ask", hasSideEffect: true);

    public static VerbDefinition Rest { get; } = Verb("rest", hasSideEffect: true);

    public static VerbDefinition Look { get; } = Verb("look", hasSideEffect: false);

    /// <summary>Works on the cluster, and on no machine: gives back what its look found.</summary>
    public static VerbDefinition Patch { get; } = Verb("patch", hasSideEffect: true) with { Reach = VerbReach.Cluster };

    /// <summary>What a patch comes to; default that it is done, and puts out what its look found.</summary>
    public Func<StepContext, Task<StepOutcome>> Patching { get; set; } = static context => Task.FromResult<StepOutcome>(new StepOutcome.Succeeded(context.Found));

    /// <summary>What looking shows; default that nobody can tell.</summary>
    public Func<string, ProbeResult> Seen { get; set; } = static _ => ProbeResult.Unknown;

    public ToolDefinition Definition { get; } = new("fake", "For tests.", [Do, Ask, Rest, Look, Patch]);

    public Task<ProbeResult> ProbeAsync(StepContext context, CancellationToken cancellation) => Task.FromResult(Seen(What(context)));

    public async Task<StepOutcome> RunAsync(StepContext context, CancellationToken cancellation)
    {
        if (context.Verb == Look)
            return await LookAsync(context, cancellation);
        if (context.Verb == Patch)
            return await Patching(context).WaitAsync(cancellation);
        if (context.Verb != Do)
            return Answered(context);
        var result = await context.Commands.ExecuteAsync("", new() { Arguments = [What(context)] }, cancellation);
        return result.Exit switch
        {
            CommandExit.Lost lost => new StepOutcome.InDoubt(lost.Reason),
            CommandExit.Exited { Status: 0 } => new StepOutcome.Succeeded(new([new("text", new Value.Text(result.Stdout))])),
            _ => new StepOutcome.Failed(new("exit-status", "it failed", Retryable: true)),
        };
    }

    private static async Task<StepOutcome> LookAsync(StepContext context, CancellationToken cancellation)
    {
        var result = await context.Commands.QueryAsync(new() { Arguments = [What(context)] }, cancellation);
        return result.Succeeded ? new StepOutcome.Unchanged(new([])) : new StepOutcome.Failed(new("lost", "it was lost", Retryable: true));
    }

    private static StepOutcome Answered(StepContext context)
    {
        var kind = context.Verb == Ask ? WaitKind.Approval : WaitKind.Pause;
        return context.Answer switch
        {
            null => new StepOutcome.Waiting(new(kind, What(context))),
            { Approved: true } => new StepOutcome.Succeeded(new([new("by", new Value.Text(context.Answer.By))])),
            _ => new StepOutcome.Failed(new("rejected", "rejected", Retryable: false)),
        };
    }

    private static string What(StepContext context) => context.Arguments.Text(context.Verb.Name);

    private static VerbDefinition Verb(string name, bool hasSideEffect) => new()
    {
        Name = name, Summary = "For tests.", Main = new(name, ParameterType.Text, "What.", Required: true), Example = $"- fake: {{ {name}: x }}",
        HasSideEffect = hasSideEffect,
    };
}
