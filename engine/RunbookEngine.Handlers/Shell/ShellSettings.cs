using System.Collections.Immutable;
using System.Globalization;
using RunbookEngine.Execution;
using RunbookEngine.Model;

namespace RunbookEngine.Handlers.Shell;

/// <summary>A shell step, its settings checked once.</summary>
internal sealed record ShellSettings
{
    /// <summary>Stops at the first command that fails.</summary>
    public static readonly ImmutableArray<string> Sh = ["sh", "-e"];

    /// <summary>As <see cref="Sh"/>, also in the middle of a pipe.</summary>
    public static readonly ImmutableArray<string> Bash = ["bash", "-eo", "pipefail"];

    public required string Script { get; init; }

    /// <summary>Absolute; null: does not say.</summary>
    public required string? Creates { get; init; }

    public required string? Unless { get; init; }

    public required ImmutableArray<KeyValuePair<string, Value>> Environment { get; init; }

    public required Value? StandardInput { get; init; }

    /// <summary>Absolute; null: the base directory.</summary>
    public required string? WorkingDirectory { get; init; }

    public required ImmutableArray<string> Interpreter { get; init; }

    public required ImmutableArray<int> Success { get; init; }

    public required ImmutableArray<int> Unchanged { get; init; }

    /// <exception cref="SettingException">A status that is not a number, or a NUL where a shell cannot take one.</exception>
    public static ShellSettings From(StepContext context)
    {
        var arguments = context.Arguments;
        return new()
        {
            Script = WithoutNul(ShellDefinition.Script, arguments.Text(ShellDefinition.Script)),
            Creates = TargetPath.OrNull(context, ShellDefinition.Creates),
            Unless = arguments.TextOrNull(ShellDefinition.Unless) is { } unless ? WithoutNul(ShellDefinition.Unless, unless) : null,
            Environment = [.. arguments.Map(ShellDefinition.Environment).Select(Variable)],
            StandardInput = arguments.Get(ShellDefinition.Stdin),
            WorkingDirectory = TargetPath.OrNull(context, ShellDefinition.WorkingDirectory),
            Interpreter = arguments.TextOrNull(ShellDefinition.Interpreter) == "bash" ? Bash : Sh,
            Success = Statuses(arguments, ShellDefinition.Success) is { IsEmpty: false } given ? given : [0],
            Unchanged = Statuses(arguments, ShellDefinition.Unchanged),
        };
    }

    private static KeyValuePair<string, Value> Variable(KeyValuePair<string, Value> variable)
    {
        WithoutNul(ShellDefinition.Environment, variable.Key);
        if (variable.Key.Length == 0 || variable.Key.Contains('=', StringComparison.Ordinal))
            throw new SettingException($"`{variable.Key}` cannot be the name of a variable", "use letters, digits and `_`");
        WithoutNul(ShellDefinition.Environment, variable.Value is Value.Secret secret ? secret.Reveal() : variable.Value.ToString());
        return variable;
    }

    /// <exception cref="SettingException">There is a NUL in it.</exception>
    public static string WithoutNul(string name, string text) =>
        text.Contains('\0', StringComparison.Ordinal)
            ? throw new SettingException($"`{name}` holds a NUL, which no shell can read", "give such bytes by `stdin`, or remove the NUL from the value that is inserted")
            : text;

    private static ImmutableArray<int> Statuses(Arguments arguments, string name) => [.. arguments.List(name).Select(text => Status(name, text))];

    private static int Status(string name, string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var status) && status <= 255
            ? status
            : throw new SettingException($"`{name}` holds `{text}`, which is not an exit status", "write whole numbers from 0 to 255, such as `[0, 3]`");
}
