using System.Collections.Immutable;
using RunbookEngine.Model;

namespace RunbookEngine.Handlers.Cluster;

/// <summary>How one rule came out.</summary>
internal enum RuleVerdict
{
    /// <summary>It holds.</summary>
    Ok,

    /// <summary>It is broken.</summary>
    Broken,

    /// <summary>The API does not show what would tell.</summary>
    NotKnown,
}

/// <summary>A rule, how it came out, and where it stands.</summary>
/// <param name="Rule">Its name, as <c>ignore</c> takes it.</param>
/// <param name="Verdict">How it came out.</param>
/// <param name="Words">What was seen, in one sentence.</param>
/// <param name="Source">Where the rule stands.</param>
/// <param name="Mend">What to do when it is broken or not known; null when it holds.</param>
internal sealed record RuleFinding(string Rule, RuleVerdict Verdict, string Words, string Source, string? Mend = null)
{
    /// <summary>As a line of a table.</summary>
    public string Line => $"{Word,-9} {Rule,-19} {Words}";

    /// <summary>The verdict in words.</summary>
    public string Word => Verdict switch { RuleVerdict.Ok => "ok", RuleVerdict.Broken => "NOT OK", _ => "not known" };

    public static RuleFinding Holds(string rule, string source, string words) => new(rule, RuleVerdict.Ok, words, source);

    public static RuleFinding Broken(string rule, string source, string words, string mend) => new(rule, RuleVerdict.Broken, words, source, mend);

    public static RuleFinding NotKnown(string rule, string source, string words, string mend) => new(rule, RuleVerdict.NotKnown, words, source, mend);

    /// <summary>As an output of a step.</summary>
    public static Value List(ImmutableArray<RuleFinding> findings) => new Value.List([.. findings.Select(static f => (Value)OutputMap.Of(
        ("rule", OutputMap.Text(f.Rule)),
        ("verdict", OutputMap.Text(f.Word.ToLowerInvariant())),
        ("found", OutputMap.Text(f.Words)),
        ("source", OutputMap.Text(f.Source)),
        ("mend", OutputMap.Text(f.Mend))))]);
}
