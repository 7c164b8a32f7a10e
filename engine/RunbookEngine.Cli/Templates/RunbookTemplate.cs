using System.Collections.Immutable;
using RunbookEngine.Cli.Engine;
using RunbookEngine.Language;
using RunbookEngine.Model;

namespace RunbookEngine.Cli.Templates;

/// <summary>A runbook to begin with: a shipped one, with what differs from place to place still open.</summary>
/// <param name="Name">What it is called; its file in this program is <c>NAME.yaml</c>.</param>
/// <param name="Summary">In a few words.</param>
/// <param name="Asks">The inputs that differ from place to place, in the order in which they are asked for.</param>
/// <param name="World">What it is rehearsed in; <c>{version}</c> and <c>{older}</c> are the version it brings, and one of the minor before.</param>
internal sealed record RunbookTemplate(string Name, string Summary, ImmutableArray<string> Asks, string World)
{
    /// <summary>The step that a person may want to approve first; null: there is none, or the template asks anyway.</summary>
    public Approval? Approval { get; init; }

    /// <summary>What a rehearsal in that world needs beyond the defaults.</summary>
    public ImmutableArray<(string Input, string Value)> Rehearsed { get; init; } = [];

    /// <summary>Its text as it was shipped.</summary>
    public string Text
    {
        get
        {
            using var stream = typeof(RunbookTemplate).Assembly.GetManifestResourceStream($"templates/{Name}.yaml") ?? throw new InvalidOperationException($"The template {Name} is not in this program.");
            using var reader = new StreamReader(stream);
            return reader.ReadToEnd();
        }
    }

    /// <summary>The runbook that its text is.</summary>
    public Runbook Runbook => RunbookTexts.LoadTexts([new($"{Name}.yaml", Text)]).Runbook ?? throw new InvalidOperationException($"The template {Name} has mistakes.");
}

/// <summary>An approval before the first batch.</summary>
/// <param name="Before">The step that it stands before.</param>
/// <param name="Message">What is asked.</param>
internal sealed record Approval(string Before, string Message);
