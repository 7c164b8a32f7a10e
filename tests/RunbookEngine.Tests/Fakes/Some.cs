using System.Collections.Immutable;
using RunbookEngine.Model;

namespace RunbookEngine.Tests.Fakes;

/// <summary>Makes runbooks in few words.</summary>
public static partial class Some
{
    public static Runbook Runbook(params Step[] steps) =>
        new() { Name = "some", Steps = [.. steps], Span = SourceSpan.None, Sources = [new("some.yaml", "")], Hash = "0" };

    /// <summary>A step that runs one command named as the step.</summary>
    public static ActionStep Step(string id, params string[]? needs) => Step(id, FakeTool.Do, id, needs is { Length: > 0 } ? needs : null);

    /// <summary>A step that waits for nothing.</summary>
    public static ActionStep Free(string id) => Step(id) with { Needs = [] };

    public static ActionStep Step(string id, VerbDefinition verb, string argument, string[]? needs = null) => new()
    {
        Id = new(id),
        Span = SourceSpan.None,
        Fingerprint = id,
        Tool = "fake",
        Verb = verb,
        Arguments = new([new(verb.Name, Argument(argument))], SourceSpan.None),
        Needs = needs is null ? null : [.. needs.Select(static n => new StepId(n))],
    };

    public static GroupStep Group(string id, int? parallel, params Step[] steps) =>
        new() { Id = new(id), Span = SourceSpan.None, Fingerprint = id, Steps = [.. steps], Parallel = parallel };

    /// <summary>Steps for each of the hosts in the group <c>workers</c>.</summary>
    public static ForEachStep ForEach(string id, params Step[] steps) => new()
    {
        Id = new(id), Span = SourceSpan.None, Fingerprint = id, Targets = "workers", Variable = "node", Steps = [.. steps], Batches = Argument("all"),
    };

    /// <summary>A gate whose command is <c>gate</c>.</summary>
    public static Gate Gate(int consecutive = 1, string timeout = "1s") => new(Step("gate"), consecutive, Argument(timeout), Argument("1ms"));

    /// <summary>A runbook with the target <c>workers</c>.</summary>
    public static Runbook OnHosts(params Step[] steps) =>
        Runbook(steps) with { Targets = [new("workers", new TargetSelector.Group(Argument("workers")), SourceSpan.None)] };

    public static Template If(string expression) => new(expression, TemplateKind.Expression, SourceSpan.None);

    public static Retry Retries(int attempts) => new(attempts, TimeSpan.FromMilliseconds(1), 1, TimeSpan.FromSeconds(1), []);

    public static Argument Argument(string text) => text.Contains("{{", StringComparison.Ordinal)
        ? new Argument.Expression(new(text, TemplateKind.Text, SourceSpan.None))
        : new Argument.Constant(new Value.Text(text), SourceSpan.None);

    public static ImmutableArray<KeyValuePair<string, Argument>> Named(params (string Name, string Text)[] arguments) =>
        [.. arguments.Select(static a => new KeyValuePair<string, Argument>(a.Name, Argument(a.Text)))];
}
