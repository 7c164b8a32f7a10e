using RunbookEngine.Model;

namespace RunbookEngine.Language;

/// <summary>A restore puts old data in the place of new data; somebody should have said yes to that.</summary>
internal static class RestoreRule
{
    public static Diagnostic? Check(LintStep step, LintFacts facts) =>
        (step.Does("etcdctl", "snapshot restore") || step.Does("velero", "restore") || step.Does("cluster", "restore")) && !step.IsUndo
        && !facts.Steps.Any(s => s.Order < step.Order && s.Step is ActionStep { Tool: "approve" })
            ? RunbookLint.Warning(
                Codes.RestoreUnasked, "this restore begins without anybody's yes", step.Step.Span, "put a step `approve: { message: … }` before it that says what is replaced by what")
            : null;
}
