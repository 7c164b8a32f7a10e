using RunbookEngine.Model;

namespace RunbookEngine.Language;

/// <summary>A drain that waits for ever when a budget allows no eviction.</summary>
internal static class DrainRule
{
    public static Diagnostic? Check(LintStep step, LintFacts facts) =>
        step.Does("kubectl", "drain") && step.Step is ActionStep { Timeout: null } action && action.Arguments.Entries.All(static e => e.Key != "timeout")
            ? RunbookLint.Warning(Codes.DrainWithoutTimeout, "this drain has no `timeout`: where a budget allows no eviction it waits for ever", action.Span, "add `timeout: 15m` under `kubectl`, and `on-timeout: pause` where a person is to decide then")
            : null;
}
