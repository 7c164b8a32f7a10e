namespace RunbookEngine.Language;

/// <summary>The names that expressions start with.</summary>
internal static class RootNames
{
    public static readonly string[] All = ["inputs", "vars", "targets", "steps", "run", "env", "result"];

    public static string[] Of(Names allowed) => [.. All.Where(n => allowed.HasFlag(Enum.Parse<Names>(n, ignoreCase: true)))];

    /// <summary>Why a name is not known at a place.</summary>
    public static string Why(Names name, TemplateUse use) => name switch
    {
        Names.Result => "`result` is what the step itself puts out, and only its `outputs:` can use it",
        _ when use.Allowed.HasFlag(Names.Targets | Names.Early) => "the lanes are laid out when the plan is made: use `inputs`, `targets`, `env` and vars over them",
        _ when use.Allowed.HasFlag(Names.Early) => "it is settled before the run starts: use `inputs`, `env` and vars over them",
        Names.Steps when use.Var is not null => "vars are made before any step; use `steps.…` where the value is needed",
        _ => $"known here are {string.Join(", ", Of(use.Allowed).Select(static n => $"`{n}`"))}",
    };
}
