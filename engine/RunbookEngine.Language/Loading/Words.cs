namespace RunbookEngine.Language;

/// <summary>The words of the language, each once: the reader, the hints and the schema share them.</summary>
internal static class Words
{
    public const string ApiVersion = "runbook/v1";

    public static readonly string[] Head =
    [
        "apiVersion", "name", "description", "inputs", "vars", "env", "targets", "lock", "window", "steps", "on-failure", "finally", "outputs",
    ];

    public static readonly string[] Step =
    [
        "id", "name", "on", "needs", "if", "timeout", "retry", "continue-on-failure", "undo", "interrupted", "outputs", "secret", "rehearse", "steps", "parallel", "for-each",
        "as", "batches", "max-failures", "order", "gate", "runbook",
    ];

    public static readonly string[] Input = ["type", "default", "pattern", "choices", "description"];

    public static readonly string[] InputTypes = ["string", "integer", "boolean", "version", "duration", "path", "list", "choice", "secret"];

    public static readonly string[] Retry = ["attempts", "delay", "backoff", "max-delay", "on"];

    public static readonly string[] Rehearse = ["stdout", "stderr", "exit", "takes", "runs"];

    public static readonly string[] Include = ["include", "inputs"];

    public static readonly string[] Interrupted = ["retry", "verify", "ask"];

    public static readonly string[] Targets = ["group", "hosts", "nodes"];

    public static readonly string[] Window = ["opens", "closes", "margin", "time-zone"];

    /// <summary>What goes with <c>for-each</c>, and with nothing else.</summary>
    public static readonly string[] ForEach = ["as", "batches", "max-failures", "order", "gate"];

    public static readonly string[] Order = ["inventory", "reverse", "name"];

    /// <summary>Keys of a gate beside its tool.</summary>
    public static readonly string[] Gate = ["on", "consecutive", "timeout", "delay", "rehearse"];

    /// <summary>What the steps inside take, and the group around them does not.</summary>
    public static readonly string[] NotForGroups = ["timeout", "retry", "interrupted", "outputs", "secret", "rehearse"];

    /// <summary>Fields that every step has.</summary>
    public static readonly string[] StepFields = ["status", "changed", "attempts"];

    public static readonly string[] RunFields = ["id", "name", "started_at"];

    /// <summary>What is known of a target.</summary>
    public static readonly string[] TargetFields = ["name", "address", "groups", "vars", "labels"];

    /// <summary>What a <c>for-each</c> puts out.</summary>
    public static readonly string[] ForEachFields = ["size", "succeeded", "failed"];

    /// <summary>The engine's own machine, where a host can be named.</summary>
    public const string Local = "local";

    /// <summary>How expressions call a lane's target when the author does not say.</summary>
    public const string Target = "target";

    /// <summary>Whether a text can be a name in an expression: snake_case, at most 64 characters.</summary>
    public static bool IsSnakeCase(string text) =>
        text.Length is > 0 and <= 64 && text[0] is >= 'a' and <= 'z' && text.All(static c => c is (>= 'a' and <= 'z') or (>= '0' and <= '9') or '_');

    /// <summary>Whether a text can name a runbook: kebab-case, at most 64 characters.</summary>
    public static bool IsKebabCase(string text) =>
        text.Length is > 0 and <= 64 && text[0] is >= 'a' and <= 'z' && text[^1] != '-' && text.All(static c => c is (>= 'a' and <= 'z') or (>= '0' and <= '9') or '-');

    /// <summary>Whether a text can name a host: letters, digits, <c>-</c>, <c>_</c> and <c>.</c>, at most 253 characters, as DNS has it.</summary>
    public static bool IsHostName(string text) =>
        text.Length is > 0 and <= 253 && text[0] is not ('-' or '.') && text.All(static c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.');

    /// <summary>The name that was probably meant, or null.</summary>
    public static string? Mended(string text, char joiner)
    {
        var mended = new System.Text.StringBuilder();
        foreach (var c in text)
        {
            if (char.IsAsciiLetterUpper(c) && mended.Length > 0 && char.IsAsciiLetterLower(text[Math.Max(0, text.IndexOf(c, StringComparison.Ordinal) - 1)]))
                mended.Append(joiner);
            if (char.IsAsciiLetterOrDigit(c))
                mended.Append(char.ToLowerInvariant(c));
            else if (mended.Length > 0 && mended[^1] != joiner)
                mended.Append(joiner);
        }

        if (text.Length > 0 && char.IsAsciiDigit(text[0]))
            return null;
        var word = mended.ToString().Trim('_', '-');
        return (joiner == '_' ? IsSnakeCase(word) : IsKebabCase(word)) ? word : null;
    }
}
