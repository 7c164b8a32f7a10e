using RunbookEngine.Model;

namespace RunbookEngine.Language;

/// <summary>Lanes that change hosts batch after batch, and nothing that looks whether the last batch did harm.</summary>
internal static class GateRule
{
    public static Diagnostic? Check(LintStep step, LintFacts facts) =>
        step.Step is ForEachStep { Gate: null } forEach && !step.IsUndo && !IsAll(forEach.Batches) && facts.Steps.Any(s => IsIn(s, step) && !s.IsUndo && s.Step is ActionStep { Verb.HasSideEffect: true })
            ? RunbookLint.Warning(
                Codes.NoGate, "this `for-each` changes hosts batch after batch, and no `gate` looks whether all is well between them", forEach.Span,
                "add a `gate`, such as `gate: { cluster: healthy, consecutive: 2, timeout: 15m }`")
            : null;

    /// <summary>One batch has no batch after it.</summary>
    private static bool IsAll(Argument? batches) => batches is Argument.Constant { Value: Value.Text { Content: "all" } };

    private static bool IsIn(LintStep step, LintStep outer)
    {
        for (var around = step.Around; around is not null; around = around.Around)
        {
            if (around == outer)
                return true;
        }

        return false;
    }
}
